package dev.perfusion.engine.model;

/** A quantity computed from time and state at the output times only. */
public record Observer(
    int id,
    String entityId,
    String name,
    String path,
    String unit,
    String dimension,
    Formula formula,
    boolean persistable)
    implements Quantity {}
