import pytest

from needline.text.language import identify

CASES = [
    ("The people fled to the town when the river rose over night.", "en"),
    (
        "Les autorités ont déclaré que plus de 12 000 personnes ont été déplacées par la crue.",
        "fr",
    ),
    (
        "Las autoridades dijeron que más de 5.000 personas fueron desplazadas por la crecida del río.",
        "es",
    ),
    ("As autoridades disseram que mais de 5 mil pessoas foram deslocadas pela cheia do rio.", "pt"),
    (
        "Die Behörden teilten mit, dass die Zahl der Toten auf 30 gestiegen ist und viele nicht zurück sind.",
        "de",
    ),
    (
        "Le autorità hanno detto che più di 300 persone sono state evacuate per la piena del fiume.",
        "it",
    ),
    ("Mamlaka zilisema kuwa watu zaidi ya 300 katika mji huo wamehama kwa sababu ya mafuriko.", "sw"),
    (
        "Yetkililer, sel için 300 kişinin tahliye edildiğini ve daha çok yardım gerektiğini söyledi.",
        "tr",
    ),
    (
        "Власти сообщили, что в городе было 300 человек.",
        "ru",
    ),
    ("Displaced: 12,400 | Houses destroyed: 300 | Deaths: 14 | Herat province | Farah province", ""),
    ("Rio de la Plata floods displaced 300 families in Buenos Aires and La Plata", "en"),
    ("12,400 300 14", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "code"), CASES)
def test_languages(text, code):
    assert identify(text).code == code


def test_a_script_without_a_known_language_is_named():
    assert identify("მოსახლეობა წავიდა").name == "Georgian script"
