package org.esscher.spitests;

import java.util.List;
import org.esscher.spitests.RuleResult.Outcome;

/**
 * What the kit found in a jar.
 *
 * @param jar as it was named
 * @param checked the plugin and its components
 * @param failures what could not be loaded, in words
 */
public record CheckReport(String jar, List<Checked> checked, List<String> failures) {
  /**
   * Copies.
   *
   * @param jar as for the record
   * @param checked as for the record
   * @param failures as for the record
   */
  public CheckReport {
    checked = List.copyOf(checked);
    failures = List.copyOf(failures);
  }

  /**
   * One plugin or component.
   *
   * @param kind {@code plugin}, or the component's kind
   * @param id the component's id, or the plugin's class
   * @param results a rule each, in order
   */
  public record Checked(String kind, String id, List<RuleResult> results) {
    /**
     * Copies.
     *
     * @param kind as for the record
     * @param id as for the record
     * @param results as for the record
     */
    public Checked {
      results = List.copyOf(results);
    }

    /**
     * Results of one outcome.
     *
     * @param outcome the outcome
     * @return in the order of the rules
     */
    public List<RuleResult> of(Outcome outcome) {
      return results.stream().filter(result -> result.outcome() == outcome).toList();
    }
  }

  /**
   * Whether all that was tried holds and everything could be loaded.
   *
   * @return false when a rule with MUST is broken, or a part could not be loaded
   */
  public boolean passed() {
    return failures.isEmpty() && checked.stream().allMatch(one -> one.of(Outcome.FAILED).isEmpty());
  }
}
