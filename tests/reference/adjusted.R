# Writes adjusted.csv: replicate weights, calibrated weights, tests and regression, as R's survey package has them.
# Run with survey 4.1.1 under R 4.2.2:  Rscript adjusted.R > adjusted.csv
# The sample is made of arithmetic, so that test_adjusted.py needs no file beside its numbers.
suppressMessages(library(survey))
options(warn = -1)
cat("name,numbers\n")
put <- function(name, ...) {
  cat(name, ",", paste(formatC(as.numeric(c(...)), digits = 17, format = "g"), collapse = " "), "\n", sep = "")
}
both <- function(name, found) put(name, coef(found), SE(found))

i <- 0:239
d <- data.frame(h = i %/% 40, p = i %/% 20, w = 5 + (i * 7) %% 11, N = 10, all = 60,
  x = (i * 37) %% 101, y = (i * 37) %% 101 + (i * 53 + 7) %% 89, kind = letters[1 + (i * 5 + i %/% 7) %% 3],
  m = ((i * 3 + i %/% 11) %% 5) < 2, b = as.numeric(((i * 29) %% 97) < 30 + i %/% 10), z = (i * i) %% 23)
d$k <- ifelse(i %% 17 == 0, NA, (i * 11) %% 13)
fixed <- svydesign(id = ~p, strata = ~h, weights = ~w, fpc = ~N, data = d)
free <- svydesign(id = ~p, strata = ~h, weights = ~w, data = d)
one <- svydesign(id = ~p, weights = ~w, fpc = ~all, data = d)
jkn <- as.svrepdesign(fixed)
jk1 <- as.svrepdesign(one, mse = TRUE)
brr <- as.svrepdesign(free, type = "BRR")
fay <- as.svrepdesign(free, type = "Fay", fay.rho = 0.4)
whole <- weights(jkn, "analysis")

# replicate weights, made and given
for (name in c("jkn", "jk1", "brr", "fay")) {
  it <- get(name)
  put(paste0(name, "_scales"), it$scale, it$rscales, degf(it), degf(subset(it, h < 2)))
  both(paste0(name, "_ratio"), svyratio(~x, ~y, it))
  both(paste0(name, "_domain"), svymean(~x, subset(it, kind == "b")))
  both(paste0(name, "_variance"), svyvar(~x + y, it))
}
given <- list(
  JK1 = svrepdesign(d, whole, d$w, type = "JK1"),
  JK1own = svrepdesign(d, whole, d$w, type = "JK1", scale = 0.5, rscales = seq(0.5, 1.6, 0.1)),
  JK1apart = svrepdesign(d, whole / d$w, d$w, type = "JK1", combined.weights = FALSE),
  JKn = svrepdesign(d, whole, d$w, type = "JKn", rscales = rep(0.4, 12), mse = TRUE),
  JKnapart = svrepdesign(d, whole / d$w, d$w, type = "JKn", combined.weights = FALSE),
  JK2 = svrepdesign(d, whole, d$w, type = "JK2"),
  BRR = svrepdesign(d, whole, d$w, type = "BRR"),
  Fay = svrepdesign(d, whole, d$w, type = "Fay", rho = 0.3),
  bootstrap = svrepdesign(d, whole, d$w, type = "bootstrap", bootstrap.average = 3),
  ACS = svrepdesign(d, whole, d$w, type = "ACS"),
  other = svrepdesign(d, whole, d$w, type = "other", scale = 0.3, rscales = rep(c(1, 0.5), 6)),
  fraction = svrepdesign(d, whole, d$w, type = "JK1", scale = 11 / 12, fpc = rep(0.2, 12), fpctype = "fraction"))
for (name in names(given)) both(paste0("given_", name), svyratio(~x, ~y, given[[name]]))

# calibrated weights
of_g <- data.frame(kind = c("a", "b", "c"), Freq = c(1000, 700, 710))
of_m <- data.frame(m = c(FALSE, TRUE), Freq = c(1420, 990))
of_gm <- expand.grid(kind = c("a", "b", "c"), m = c(FALSE, TRUE))
of_gm$Freq <- c(600, 410, 440, 410, 290, 260)
totals <- c(`(Intercept)` = 2410, kindb = 700, kindc = 710, x = 127000)
adjusted <- function(it) list(
  post = postStratify(it, ~kind, of_g),
  crossed = postStratify(it, ~kind + m, of_gm),
  rake = rake(it, list(~kind, ~m), list(of_g, of_m)),
  tight = rake(it, list(~kind, ~m), list(of_g, of_m), control = list(maxit = 60, epsilon = 1e-9)),
  linear = calibrate(it, ~kind + x, totals, compress = FALSE),
  spread = calibrate(it, ~kind + x, totals, variance = 1 + d$z, compress = FALSE),
  bounded = calibrate(it, ~kind + x, totals, bounds = c(0.8, 1.3), compress = FALSE),
  raking = calibrate(it, ~kind + x, totals, calfun = "raking", compress = FALSE),
  held = calibrate(it, ~kind + x, totals, calfun = "raking", bounds = c(0.7, 1.4), compress = FALSE),
  logit = calibrate(it, ~kind + x, totals, calfun = "logit", bounds = c(0.4, 2.5), compress = FALSE),
  twice = rake(postStratify(it, ~kind, of_g), list(~kind, ~m), list(of_g, of_m)))
for (name in c("fixed", "jkn", "brr")) {
  made <- adjusted(get(name))
  if (name == "fixed") made$trim <- trimWeights(made$rake, lower = 7, upper = 13)
  if (name == "fixed") made$strict <- trimWeights(made$rake, lower = 7, upper = 13, strict = TRUE)
  for (how in names(made)) {
    both(paste(name, how, "mean", sep = "_"), svymean(~x + y, made[[how]]))
    both(paste(name, how, "domain", sep = "_"), svytotal(~y, subset(made[[how]], h > 2 & z < 9)))
  }
}
both("aggregate", svymean(~y, calibrate(free, ~x, totals[c(1, 4)], aggregate.stage = 1)))

# tests and regression
post <- postStratify(fixed, ~kind, of_g)
part <- subset(fixed, z < 15)
jpart <- subset(jkn, z < 15)
test <- function(name, found) put(name, found$statistic, found$parameter, found$p.value)
fit <- function(name, found) put(name, coef(found), SE(found), summary(found)$coefficients[, 4], found$df.residual)
for (name in c("fixed", "jkn", "post", "part", "jpart")) {
  it <- get(name)
  for (how in c("F", "Chisq", "Wald", "adjWald")) test(paste(name, how, sep = "_"), svychisq(~kind + m, it, statistic = how))
  test(paste0(name, "_t"), svyttest(y ~ m, it))
  test(paste0(name, "_t0"), svyttest(I(y - 95) ~ 0, it))
  for (how in c("wilcoxon", "vanderWaerden", "median")) {
    test(paste(name, how, sep = "_"), svyranktest(z ~ m, it, test = how))
  }
  fit(paste0(name, "_gaussian"), svyglm(y ~ x + kind + k, it))
  fit(paste0(name, "_quasibinomial"), svyglm(b ~ x + kind, it, family = quasibinomial()))
  fit(paste0(name, "_quasipoisson"), svyglm(z ~ x + m, it, family = quasipoisson()))
}
for (name in c("fixed", "post", "part")) {
  for (how in c("wilcoxon", "vanderWaerden", "median")) {
    found <- svyranktest(z ~ kind, get(name), test = how) # this version returns statistic and parameter the wrong way round
    put(paste(name, how, "three", sep = "_"), found$parameter, found$p.value)
  }
}
model <- svyglm(y ~ x + kind, fixed)
term <- regTermTest(model, ~kind)
put("term", term$Ftest, term$df, term$ddf, term$p)
put("ends", confint(model))

# contrasts
both("contrast", svycontrast(svymean(~x + y, fixed), c(2, -1)))
both("expression", svycontrast(svymean(~x + y, fixed), quote(log(y) - x^2 / y)))
both("recomputed", svycontrast(svymean(~x + y, brr, return.replicates = TRUE), quote(x / y)))
