package org.esscher.runtime.internal.config;

import jakarta.validation.constraints.Positive;
import java.util.Map;

/** A process that checks constraints for the first time, and prints nothing. */
final class QuietValidator {
  private QuietValidator() {}

  record Counted(@Positive int count) {}

  /** Binds a record. */
  public static void main(String[] args) {
    RecordBinder binder = new RecordBinder((wanted, id) -> Counted.class);
    if (((Counted) binder.bind(Counted.class, Map.of("count", 1))).count() != 1) {
      throw new AssertionError();
    }
  }
}
