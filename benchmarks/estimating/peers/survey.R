# R's survey package on the same plan: the design made once, each variable estimated in a narrow frame.
# Rscript survey.R prepare DATA.csv DATA.rds | estimate DATA.rds PLAN.csv OUT.csv | version
suppressMessages(library(survey))
said <- commandArgs(trailingOnly = TRUE)

prepare <- function(from, to) {
  read <- if (requireNamespace("data.table", quietly = TRUE)) {
    function(file) as.data.frame(data.table::fread(file, stringsAsFactors = FALSE, na.strings = "", showProgress = FALSE))
  } else {
    function(file) read.csv(file, na.strings = "", check.names = FALSE)
  }
  rows <- read(from)
  rows[] <- lapply(rows, function(one) if (is.character(one)) factor(one, sort(unique(one), method = "radix")) else one)
  saveRDS(rows, to, compress = FALSE)
}

# One line of the plan: its estimates as rows of domain, answer, estimate, standard error. Medians take the design's
# degrees of freedom; without `df` a domain's own would be taken.
line <- function(design, kind, name, columns, group, df) {
  formula <- as.formula(paste("~", paste0("`", columns, "`", collapse = " + ")))
  if (kind == "median") {
    if (group == "") {
      found <- svyquantile(formula, design, 0.5, ci = TRUE, na.rm = TRUE, df = df)
      return(data.frame(domain = "", answer = "", stat = coef(found), se = SE(found)))
    }
    found <- svyby(formula, as.formula(paste("~", group)), design, svyquantile, quantiles = 0.5,
                   ci = TRUE, na.rm = TRUE, keep.var = TRUE, df = df)
    return(data.frame(domain = as.character(found[[group]]), answer = "", stat = coef(found), se = SE(found)))
  }
  answers <- if (kind == "mean") "" else if (kind == "prop_select_one") levels(design$variables[[name]])
             else sub(paste0(name, "."), "", columns, fixed = TRUE)
  if (group == "") {
    found <- svymean(formula, design, na.rm = TRUE)
    return(data.frame(domain = "", answer = answers, stat = as.vector(coef(found)), se = as.vector(SE(found))))
  }
  found <- svyby(formula, as.formula(paste("~", group)), design, svymean, na.rm = TRUE)
  domains <- as.character(found[[group]])
  data.frame(domain = rep(domains, times = length(answers)), answer = rep(answers, each = length(domains)),
             stat = as.vector(coef(found)), se = as.vector(as.matrix(SE(found))))
}

estimate <- function(data, plan, out) {
  rows <- readRDS(data)
  plan <- read.csv(plan, colClasses = "character")
  plan$group_var[is.na(plan$group_var)] <- ""
  whole <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = rows[c("cluster", "stratum", "weight")])
  df <- degf(whole)
  groups <- setdiff(unique(plan$group_var), "")
  made <- vector("list", nrow(plan))
  for (asked in split(seq_len(nrow(plan)), plan$analysis_var)) {
    name <- plan$analysis_var[asked[1]]
    columns <- if (name %in% names(rows)) name else names(rows)[startsWith(names(rows), paste0(name, "."))]
    narrow <- whole
    narrow$variables <- rows[c(columns, groups)]
    for (at in asked) {
      kind <- plan$analysis_type[at]
      found <- line(narrow, kind, name, columns, plan$group_var[at], df)
      made[[at]] <- cbind(analysis_type = kind, analysis_var = name, group_var = plan$group_var[at], found)
    }
  }
  made <- do.call(rbind, made[lengths(made) > 0])
  if (is.null(made)) return(invisible(file.create(out)))
  names(made)[names(made) == "domain"] <- "group_var_value"
  names(made)[names(made) == "answer"] <- "analysis_var_value"
  made$stat <- sprintf("%.17g", made$stat)
  made$se <- sprintf("%.17g", made$se)
  write.csv(made, out, row.names = FALSE, quote = FALSE)
}

switch(said[1],
  prepare = prepare(said[2], said[3]),
  estimate = estimate(said[2], said[3], said[4]),
  version = cat(as.character(packageVersion("survey")), "\n")
)
