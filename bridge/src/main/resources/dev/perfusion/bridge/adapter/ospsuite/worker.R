# The R side of the ospsuite adapter: reads questions from standard input, one JSON object a line,
# and answers each with one line on standard output. Needs no package but ospsuite itself.
#
#   {"id": 1, "op": "hello"}                                  versions
#   {"id": 2, "op": "load", "file": F, "model": K}            all paths; K names the model from now on
#   {"id": 3, "op": "value", "model": K, "values": V, "path": P}
#   {"id": 4, "op": "run", "model": K, "values": V}           times and series
#   {"id": 5, "op": "clear"}                                  forgets all models
#
# V: path to value, base unit; what is not named has the value of the file. Answers:
# {"id": n, "result": ...} or {"id": n, "error": {"code": C, "message": M}}.

# What packages print must not stand among the answers.
answers <- if (.Platform$OS.type == "windows") stdout() else file("/dev/stdout", open = "w", raw = TRUE)
if (.Platform$OS.type != "windows") sink(stderr())
options(warn = 1, OutDec = ".")

# ---- JSON -----------------------------------------------------------------------------------

json_text <- function(x) {
  x <- enc2utf8(x)
  x <- gsub("\\", "\\\\", x, fixed = TRUE)
  x <- gsub("\"", "\\\"", x, fixed = TRUE)
  x <- gsub("\n", "\\n", x, fixed = TRUE)
  x <- gsub("\r", "\\r", x, fixed = TRUE)
  x <- gsub("\t", "\\t", x, fixed = TRUE)
  # Other control characters mean nothing to anybody here.
  x <- gsub("[[:cntrl:]]", " ", x)
  paste0("\"", x, "\"")
}

# Numbers with all their digits; those that JSON does not know become text.
json_numbers <- function(x) {
  text <- sprintf("%.17g", x)
  text[is.nan(x) | is.na(x)] <- "\"NaN\""
  text[is.infinite(x) & x > 0] <- "\"Infinity\""
  text[is.infinite(x) & x < 0] <- "\"-Infinity\""
  text
}

# A list with names becomes an object, I(x) and other lists arrays, a vector of length one a value.
json <- function(x) {
  if (is.null(x)) {
    return("null")
  }
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) {
      return(paste0("[", paste(parts, collapse = ","), "]"))
    }
    return(paste0("{", paste(json_text(names(x)), parts, sep = ":", collapse = ","), "}"))
  }
  parts <- if (is.character(x)) {
    json_text(x)
  } else if (is.logical(x)) {
    ifelse(is.na(x), "null", ifelse(x, "true", "false"))
  } else {
    json_numbers(as.numeric(x))
  }
  if (length(parts) == 1 && !inherits(x, "AsIs")) {
    return(parts)
  }
  paste0("[", paste(parts, collapse = ","), "]")
}

json_string <- function(token) {
  s <- substr(token, 2, nchar(token) - 1)
  if (!grepl("\\", s, fixed = TRUE)) {
    return(s)
  }
  found <- gregexpr("\\\\(u[0-9a-fA-F]{4}|.)", s, perl = TRUE)
  regmatches(s, found) <- lapply(regmatches(s, found), function(escapes) {
    vapply(escapes, function(e) {
      switch(substr(e, 2, 2),
        n = "\n", r = "\r", t = "\t", b = "\b", f = "\f",
        u = intToUtf8(strtoi(substr(e, 3, 6), 16L)),
        substr(e, 2, 2)
      )
    }, "")
  })
  s
}

parse_json <- function(line) {
  pattern <- "\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.eE+-]*|true|false|null|[\\[\\]{}:,]"
  tokens <- regmatches(line, gregexpr(pattern, line, perl = TRUE))[[1]]
  at <- 1
  next_token <- function() {
    if (at > length(tokens)) stop("the question ends too early")
    token <- tokens[[at]]
    at <<- at + 1
    token
  }
  value <- function() {
    token <- next_token()
    first <- substr(token, 1, 1)
    if (first == "\"") {
      json_string(token)
    } else if (first == "{") {
      object()
    } else if (first == "[") {
      array()
    } else {
      switch(token, true = TRUE, false = FALSE, null = NULL, as.numeric(token))
    }
  }
  object <- function() {
    result <- list()
    if (tokens[[at]] == "}") {
      at <<- at + 1
      return(result)
    }
    repeat {
      name <- json_string(next_token())
      if (next_token() != ":") stop("a colon is missing")
      result[name] <- list(value())
      if (next_token() == "}") return(result)
    }
  }
  array <- function() {
    result <- list()
    if (tokens[[at]] == "]") {
      at <<- at + 1
      return(result)
    }
    repeat {
      result[length(result) + 1] <- list(value())
      if (next_token() == "]") return(result)
    }
  }
  value()
}

# ---- models ---------------------------------------------------------------------------------

fail <- function(code, message) {
  stop(structure(
    list(message = message, code = code, call = NULL),
    class = c("refusal", "error", "condition")
  ))
}

# What ospsuite says, under a code of ours.
refused <- function(code) {
  function(e) {
    if (inherits(e, "refusal")) stop(e)
    fail(code, paste0("ospsuite says: ", conditionMessage(e)))
  }
}

# The version of ospsuite, or why it cannot be used; looked for once.
package <- local({
  known <- NULL
  function() {
    if (is.null(known)) {
      known <<- tryCatch(
        {
          loadNamespace("ospsuite")
          list(version = as.character(utils::packageVersion("ospsuite")), problem = NULL)
        },
        error = function(e) list(version = NULL, problem = conditionMessage(e))
      )
    }
    known
  }
})

osp <- function(name) {
  if (is.null(package()$version)) {
    fail(
      "EnvironmentMissing",
      paste0("the R package ospsuite cannot be loaded: ", package()$problem)
    )
  }
  getExportedValue("ospsuite", name)
}

models <- new.env()

load_model <- function(file, key) {
  simulation <- tryCatch(
    osp("loadSimulation")(file, loadFromCache = FALSE, addToCache = FALSE),
    error = refused("InvalidInput")
  )
  assign(key, list(simulation = simulation, set = list()), envir = models)
  I(as.character(osp("getAllQuantityPathsIn")(simulation)))
}

# The model with these values and no others.
model_with <- function(key, values) {
  if (!exists(key, envir = models, inherits = FALSE)) {
    fail("NotLoaded", "the model is not loaded in this process")
  }
  model <- get(key, envir = models)
  simulation <- model$simulation
  quantity <- osp("getQuantity")
  for (path in setdiff(names(model$set), names(values))) {
    before <- model$set[[path]]
    q <- quantity(path, simulation)
    if (before$plain) q$value <- before$value else q$reset()
    model$set[[path]] <- NULL
    assign(key, model, envir = models)
  }
  for (path in names(values)) {
    q <- quantity(path, simulation)
    if (is.null(model$set[[path]])) {
      model$set[[path]] <- list(value = q$value, plain = q$isConstant || q$isFixedValue)
      assign(key, model, envir = models)
    }
    q$value <- values[[path]]
  }
  simulation
}

run_model <- function(simulation) {
  said <- character()
  start <- proc.time()[["elapsed"]]
  results <- withCallingHandlers(
    tryCatch(
      osp("runSimulations")(simulation)[[1]],
      error = refused("SimulationFailed")
    ),
    warning = function(w) {
      said <<- c(said, conditionMessage(w))
      invokeRestart("muffleWarning")
    }
  )
  if (is.null(results)) {
    fail("SimulationFailed", paste(c("ospsuite gave no results", said), collapse = ": "))
  }
  seconds <- proc.time()[["elapsed"]] - start
  series <- lapply(results$allQuantityPaths, function(path) {
    list(path = path, values = I(as.numeric(results$getValuesByPath(path, 0, FALSE))))
  })
  list(
    times = I(as.numeric(results$timeValues)), series = series, seconds = seconds,
    warnings = I(said)
  )
}

answer <- function(question) {
  switch(question$op,
    hello = list(
      rPath = file.path(R.home("bin"), "R"), rVersion = R.version.string,
      ospsuite = package()$version, problem = package()$problem
    ),
    load = load_model(question$file, question$model),
    value = {
      simulation <- model_with(question$model, question$values)
      osp("getQuantity")(question$path, simulation)$value
    },
    run = run_model(model_with(question$model, question$values)),
    clear = {
      rm(list = ls(models), envir = models)
      TRUE
    },
    fail("InvalidInput", "no such question")
  )
}

# ---- questions ------------------------------------------------------------------------------

questions <- file("stdin", open = "r")
repeat {
  line <- readLines(questions, n = 1, warn = FALSE, encoding = "UTF-8")
  if (length(line) == 0) break
  id <- NA
  reply <- tryCatch(
    {
      question <- parse_json(line)
      id <- question$id
      list(id = id, result = answer(question))
    },
    error = function(e) {
      code <- if (inherits(e, "refusal")) e$code else "InteropError"
      list(id = id, error = list(code = code, message = conditionMessage(e)))
    }
  )
  # A line of its own, whatever others have left on the one before.
  writeLines(c("", enc2utf8(json(reply))), answers, useBytes = TRUE)
  flush(answers)
}
