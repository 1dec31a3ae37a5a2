package dev.perfusion.bridge.tool;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the JSON schema says of a record component beyond its type. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {
  /** One sentence for the caller. */
  String value() default "";

  /** Request: may be left out. Response: may be null. */
  boolean optional() default false;

  /** Shortest string. */
  int minLength() default 0;

  /** Longest string; 0 for no limit. */
  int maxLength() default 0;

  /** Smallest number. */
  double minimum() default Double.NEGATIVE_INFINITY;

  /** Largest number. */
  double maximum() default Double.POSITIVE_INFINITY;

  /** Unit of the number, for errors; the schema's words say it themselves. */
  String unit() default "";

  /** The allowed strings; empty for any. */
  String[] allowed() default {};

  /** The schema says no more than object or array: what is in it explains itself. */
  boolean brief() default false;

  /** The number may be NaN or infinite, which JSON writes as a string. */
  boolean nonFinite() default false;

  /** The number is seconds since 1970 UTC; REST twins show it as ISO 8601 text. */
  boolean epochSeconds() default false;
}
