package org.esscher.spitests;

/**
 * What became of one rule on one component.
 *
 * @param rule its id
 * @param outcome what became of it
 * @param message what was found and what to do, or why it was not tried; empty where it holds
 */
public record RuleResult(String rule, Outcome outcome, String message) {
  /** What may become of a rule. */
  public enum Outcome {
    /** It holds. */
    PASSED,
    /** It says MUST, and does not hold. */
    FAILED,
    /** It says SHOULD, and does not hold. */
    WARNED,
    /** It was not tried. */
    NOT_RUN
  }
}
