package dev.perfusion.bridge.population.cohort;

import dev.perfusion.engine.model.Formula;
import java.util.List;

/**
 * One individual.
 *
 * @param values per replicate one value per varied quantity, base unit; NaN keeps the value of the
 *     model
 * @param tables per aged quantity its function of time; null where it does not age
 * @param covariates one text per covariate
 */
public record Subject(int id, double[][] values, Formula.Table[] tables, List<String> covariates) {}
