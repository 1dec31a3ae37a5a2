# Stands for the R package ospsuite in tests of the adapter: the same functions, no model behind
# them. What a "simulation" knows comes from a table beside the file: path, value.

loadSimulation <- function(filePath, loadFromCache = FALSE, addToCache = TRUE) {
  cat("loading ", filePath, "\n")
  table <- paste0(filePath, ".tsv")
  if (!file.exists(table)) stop("not a simulation: ", basename(filePath))
  rows <- utils::read.delim(
    table, header = FALSE, quote = "", encoding = "UTF-8", colClasses = c("character", "numeric")
  )
  simulation <- new.env()
  simulation$values <- stats::setNames(as.list(rows[[2]]), rows[[1]])
  simulation
}

getAllQuantityPathsIn <- function(container) names(container$values)

getQuantity <- function(path, container, stopIfNotFound = TRUE) {
  if (is.null(container$values[[path]])) stop("no quantity ", path)
  quantity <- new.env()
  makeActiveBinding("value", function(value) {
    if (!missing(value)) container$values[[path]] <- value
    container$values[[path]]
  }, quantity)
  quantity$isConstant <- TRUE
  quantity$isFixedValue <- FALSE
  quantity$reset <- function() stop("a constant has no formula")
  quantity
}

runSimulations <- function(simulations) {
  weight <- simulations$values[["Organism|Weight"]]
  if (weight == 1) Sys.sleep(60)
  if (weight == 2) quit(status = 9)
  if (weight == 3) stop("the weight is 3")
  print("a remark on standard output")
  warning("a warning")
  output <- grep("Plasma|Blood|Concentration", names(simulations$values), value = TRUE)[[1]]
  results <- list(
    allQuantityPaths = output, timeValues = seq(0, 10),
    getValuesByPath = function(path, individualIds, stopIfNotFound = TRUE) {
      weight * exp(-0.1 * seq(0, 10))
    }
  )
  list(results)
}
