package dev.perfusion.bridge.tool;

/**
 * Arguments of a tool; implemented by records only.
 *
 * @param <R> the record that the tool answers with
 */
public interface ToolRequest<R extends Record> {}
