package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.RateTerm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The reactions and transports of a pkml, seen from the amounts they change. */
final class ProcessTerms {
  private static final Set<String> CONCENTRATION_BASED =
      Set.of("Concentration (molar) per time", "Concentration (molar)");
  private static final String[] VOLUME = {"..", "Volume"};

  private record Share(double coefficient, Entity process) {}

  private record Rate(Formula formula, int volumeId) {}

  private final Map<String, Entity> entities;
  private final Map<Entity, List<Share>> shares = new HashMap<>();
  private final Map<Entity, Rate> rates = new HashMap<>();

  ProcessTerms(Map<String, Entity> entities) {
    this.entities = entities;
  }

  void addReaction(Entity reaction) {
    for (Entity.Partner partner : reaction.partners()) {
      add(partner.coefficient(), partner.amountId(), reaction);
    }
  }

  void addTransport(Entity transport) {
    add(-1, transport.attributes().require("sourceAmount", transport), transport);
    add(1, transport.attributes().require("targetAmount", transport), transport);
  }

  /** Whether a process takes part, be it with coefficient 0. */
  boolean changes(Entity amount) {
    return shares.containsKey(amount);
  }

  /**
   * Terms of the right-hand side, in document order of the processes; without those of factor 0.
   */
  List<RateTerm> termsOf(Entity amount, PkmlFormulas formulas) {
    List<RateTerm> terms = new ArrayList<>();
    for (Share share : shares.getOrDefault(amount, List.of())) {
      if (share.coefficient != 0) {
        Rate rate = rates.computeIfAbsent(share.process, process -> rate(process, formulas));
        terms.add(new RateTerm(share.coefficient, rate.formula, rate.volumeId));
      }
    }
    return terms;
  }

  private void add(double coefficient, String amountId, Entity process) {
    Entity amount = entities.get(amountId);
    if (amount == null || !amount.isAmount()) {
      throw process.error(
          "refers to the amount \"" + amountId + "\", which the model does not have");
    }
    shares.computeIfAbsent(amount, key -> new ArrayList<>(4)).add(new Share(coefficient, process));
  }

  private static Rate rate(Entity process, PkmlFormulas formulas) {
    boolean perVolume = CONCENTRATION_BASED.contains(process.attributes().get("dimension", ""));
    return new Rate(
        formulas.required(process),
        perVolume ? formulas.quantityId(VOLUME, process) : RateTerm.NO_VOLUME);
  }
}
