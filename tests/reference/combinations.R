# Writes combinations.csv: designs, domains and options in combination, as R's survey package has them.
# Run with survey 4.1.1 under R 4.2.2:  Rscript combinations.R > combinations.csv
# Only calls on which 4.1.1 and 4.5 agree; test_combinations.py holds needline to them at 1e-8.
suppressMessages(library(survey))
data(api)
cat("name,numbers\n")
put <- function(name, ...) {
  cat(name, ",", paste(formatC(as.numeric(c(...)), digits = 17, format = "g"), collapse = " "), "\n", sep = "")
}
both <- function(name, found) put(name, coef(found), SE(found))

dstrat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
dclus1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
dclus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
rclus1 <- as.svrepdesign(dclus1)
ps1 <- postStratify(dclus1, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)))

# a sample in three stages, made of arithmetic: see test_combinations.py
i <- 0:119
deep <- data.frame(h = i %/% 60, p = i %/% 12, s = i %/% 4, i = i, t = ((i %/% 4) %% 3) == 0,
  n1 = 20, n2 = 9, n3 = 16, x = (i * 37) %% 101, y = (i * 53 + 7) %% 89, g = i %% 3)
deep$n2t <- ifelse(deep$t, 4, 5)
three <- svydesign(id = ~p + s + i, strata = ~h, fpc = ~n1 + n2 + n3, data = deep)
strata2 <- svydesign(id = ~p + s + i, strata = ~h + t, fpc = ~n1 + n2t + n3, data = deep)
free <- svydesign(id = ~p + s, strata = ~h, weights = ~n3, data = deep)

both("three_total", svytotal(~x + y, three))
both("three_mean", svymean(~x, three))
both("three_domain", svymean(~x, subset(three, g == 0)))
both("three_few_clusters", svytotal(~x, subset(three, p %in% c(0, 1, 7) & i %% 4 == 1)))
both("three_ratio", svyratio(~x, ~y, subset(three, g != 1)))
both("three_variance", svyvar(~x, subset(three, g != 1)))
put("three_deff", deff(svymean(~x + y, three, deff = TRUE))[c(1, 2)], deff(svytotal(~x, three, deff = "replace")))
both("three_poststratified", svymean(~x, subset(postStratify(three, ~g, data.frame(g = 0:2, Freq = c(900, 1000, 980))), h == 1)))
both("free_mean", svymean(~x, subset(free, g == 2)))
for (lonely in c("remove", "certainty", "average")) {
  options(survey.lonely.psu = lonely)
  both(paste0("second_stage_", lonely), svytotal(~x, strata2))
  both(paste0("second_stage_domain_", lonely), svymean(~x, subset(strata2, g == 0)))
}
options(survey.lonely.psu = "average", survey.adjust.domain.lonely = TRUE)
one <- suppressWarnings(subset(free, p %in% c(0, 6, 7, 8)))
both("domain_lonely_average", suppressWarnings(svymean(~x, one)))
options(survey.lonely.psu = "adjust")
both("domain_lonely_adjust", suppressWarnings(svymean(~x, one)))
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)

for (rule in c("math", "school", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9")) {
  put(paste0("quantile_", rule), t(svyquantile(~api00, dstrat, c(.25, .5, .8), qrule = rule)[[1]]))
  put(paste0("quantile_domain_", rule),
    t(svyquantile(~enroll, subset(dclus2, stype != "M"), c(.25, .5), qrule = rule, na.rm = TRUE)[[1]]))
}
for (kind in c("mean", "beta", "xlogit", "asin", "score")) {
  put(paste0("quantile_kind_", kind), t(svyquantile(~api00, dstrat, c(.25, .5, .8), interval.type = kind)[[1]]))
  put(paste0("quantile_kind_domain_", kind),
    t(svyquantile(~api00, subset(dclus1, stype == "E"), c(.25, .5, .8), interval.type = kind)[[1]]))
}
put("quantile_replicates", t(svyquantile(~api00, rclus1, c(.25, .5), interval.type = "mean", qrule = "hf6")[[1]]))
put("quantile_of_replicates",
  suppressWarnings(t(svyquantile(~api00, rclus1, c(.25, .5), interval.type = "quantile", qrule = "hf6")[[1]])))
put("quantile_poststratified", t(svyquantile(~api00, ps1, c(.1, .5), interval.type = "xlogit", df = Inf)[[1]]))

for (method in c("mean", "logit", "asin", "beta", "xlogit")) {
  put(paste0("share_clusters_", method), attr(svyciprop(~I(meals > 60), subset(dclus2, stype == "E"), method = method), "ci"))
  put(paste0("share_replicates_", method), attr(svyciprop(~I(meals > 60), rclus1, method = method), "ci"))
  put(paste0("share_poststratified_", method),
    attr(svyciprop(~I(meals > 60), subset(ps1, sch.wide == "Yes"), method = method, level = .9), "ci"))
}
both("poststratified_by", svyby(~enroll, ~sch.wide, ps1, svytotal))
both("covariances", { v <- svyvar(~api00 + api99, dstrat); structure(as.vector(v), var = attr(v, "var"), class = "svystat", names = 1:4) })
both("variance_replicates", { v <- svyvar(~api00, rclus1); structure(as.vector(v), var = attr(v, "var"), class = "svystat", names = 1) })
put("deff_total", deff(svytotal(~enroll, dstrat, deff = TRUE)), deff(svytotal(~enroll, dstrat, deff = "replace")))
put("deff_ratio", deff(svyratio(~api.stu, ~enroll, dstrat, deff = TRUE)))
put("deff_replicates", deff(svymean(~api00, rclus1, deff = TRUE)))
put("deff_poststratified", deff(svymean(~api00, subset(ps1, sch.wide == "No"), deff = TRUE)))
both("ratios", { v <- svyratio(~api.stu + api99, ~meals + api00, dclus2, covmat = TRUE)
  structure(as.vector(v$ratio), var = v$vcov, class = "svystat", names = 1:4) })
put("table_scaled", svytable(~sch.wide + stype, dstrat, Ntotal = 1000))
