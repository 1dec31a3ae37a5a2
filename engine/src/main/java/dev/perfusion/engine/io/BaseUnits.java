package dev.perfusion.engine.io;

import java.util.Map;

/**
 * Base units of the dimensions a pkml names. All stored numbers are in these units; dimensions not
 * listed here are shown without a unit.
 */
final class BaseUnits {
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("AUC (mass)", "kg*min/l"),
          Map.entry("AUC (molar)", "µmol*min/l"),
          Map.entry("Age in weeks", "week(s)"),
          Map.entry("Age in years", "year(s)"),
          Map.entry("Amount", "µmol"),
          Map.entry("Amount per time", "µmol/min"),
          Map.entry("Area", "dm²"),
          Map.entry("BMI", "kg/dm²"),
          Map.entry("Concentration (mass)", "kg/l"),
          Map.entry("Concentration (molar)", "µmol/l"),
          Map.entry("Concentration (molar) per time", "µmol/l/min"),
          Map.entry("Count per mass", "x10^6/kg"),
          Map.entry("Density", "kg/dm³"),
          Map.entry("Diffusion coefficient", "dm²/min"),
          Map.entry("Dose per body surface area", "kg/dm²"),
          Map.entry("Dose per body weight", "kg/kg"),
          Map.entry("Flow", "l/min"),
          Map.entry("Flow per weight", "l/min/kg"),
          Map.entry("Flow per weight organ", "l/min/kg organ"),
          Map.entry("Flow²", "(l/min)²"),
          Map.entry("Hydraulic conductivity", "l/min/(kg*dm/min²)"),
          Map.entry("Inversed concentration (molar)", "l/µmol"),
          Map.entry("Inversed length", "1/dm"),
          Map.entry("Inversed mol", "1/µmol"),
          Map.entry("Inversed time", "1/min"),
          Map.entry("Length", "dm"),
          Map.entry("Log Units", "Log Units"),
          Map.entry("Mass", "kg"),
          Map.entry("Mass per area", "kg/dm²"),
          Map.entry("Mass per area per time", "kg/dm²/min"),
          Map.entry("Mass per tissue", "kg/kg"),
          Map.entry("Molecular weight", "kg/µmol"),
          Map.entry("RT", "(kg*dm/min²)*dm/µmol"),
          Map.entry("Resolution", "pts/min"),
          Map.entry("Second order rate constant", "l/µmol/min"),
          Map.entry("Temperature", "K"),
          Map.entry("Time", "min"),
          Map.entry("Velocity", "dm/min"),
          Map.entry("Volume", "l"),
          Map.entry("Volume per body weight", "l/kg"),
          // names of suite 5 and 6
          Map.entry("MolarConcentration", "µmol/l"),
          Map.entry("MassConcentration", "kg/l"),
          Map.entry("MolecularWeight", "kg/µmol"),
          Map.entry("Rate", "µmol/min"));

  private BaseUnits() {}

  static String of(String dimension) {
    return UNITS.getOrDefault(dimension, "");
  }
}
