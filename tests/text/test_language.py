import pytest

from needline.text.language import identify

CASES = [
    ("The people fled to the town when the river rose over night.", "en"),
    (
        "Les autorit\u00e9s ont d\u00e9clar\u00e9 que plus de 12 000 personnes ont \u00e9t\u00e9 d\u00e9plac\u00e9es par la crue.",
        "fr",
    ),
    (
        "Las autoridades dijeron que m\u00e1s de 5.000 personas fueron desplazadas por la crecida del r\u00edo.",
        "es",
    ),
    ("As autoridades disseram que mais de 5 mil pessoas foram deslocadas pela cheia do rio.", "pt"),
    (
        "Die Beh\u00f6rden teilten mit, dass die Zahl der Toten auf 30 gestiegen ist und viele nicht zur\u00fcck sind.",
        "de",
    ),
    (
        "Le autorit\u00e0 hanno detto che pi\u00f9 di 300 persone sono state evacuate per la piena del fiume.",
        "it",
    ),
    ("Mamlaka zilisema kuwa watu zaidi ya 300 katika mji huo wamehama kwa sababu ya mafuriko.", "sw"),
    (
        "Yetkililer, sel i\u00e7in 300 ki\u015finin tahliye edildi\u011fini ve daha \u00e7ok yard\u0131m gerekti\u011fini s\u00f6yledi, bu da b\u00fcy\u00fck bir y\u00fck.",
        "tr",
    ),
    (
        "\u0412\u043b\u0430\u0441\u0442\u0438 \u0441\u043e\u043e\u0431\u0449\u0438\u043b\u0438, \u0447\u0442\u043e \u0432 \u0433\u043e\u0440\u043e\u0434\u0435 \u0431\u044b\u043b\u043e 300 \u0447\u0435\u043b\u043e\u0432\u0435\u043a.",
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
    assert (
        identify(
            "\u10db\u10dd\u10e1\u10d0\u10ee\u10da\u10d4\u10dd\u10d1\u10d0 \u10ec\u10d0\u10d5\u10d8\u10d3\u10d0"
        ).name
        == "Georgian script"
    )
