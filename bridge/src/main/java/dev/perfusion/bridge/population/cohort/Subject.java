package dev.perfusion.bridge.population.cohort;

import java.util.List;

/**
 * One individual.
 *
 * @param values per replicate one value per varied quantity, base unit; NaN keeps the value of the
 *     model
 * @param covariates one text per covariate
 */
public record Subject(int id, double[][] values, List<String> covariates) {}
