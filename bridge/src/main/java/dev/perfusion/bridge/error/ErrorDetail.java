package dev.perfusion.bridge.error;

/**
 * One finding within an error.
 *
 * @param issue what is wrong
 * @param field dotted name of the request field; null when no field is to blame
 * @param hint the way out; may be null
 * @param code machine-readable kind such as {@code required} or {@code type}; may be null
 */
public record ErrorDetail(String issue, String field, String hint, String code) {}
