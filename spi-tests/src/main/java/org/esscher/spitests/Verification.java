package org.esscher.spitests;

import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;

/**
 * What the verifications share. A rule that says MUST holds for every component; from one that says
 * SHOULD a component may depart for a reason that its author writes down.
 */
@DisplayNameGeneration(RuleNames.class)
public abstract class Verification {
  /** For subclasses. */
  protected Verification() {}

  /**
   * Rules with SHOULD that the component departs from. Such a rule is still tried; when it fails,
   * it is reported as skipped, with the reason.
   *
   * @return reason by the rule's id; rules with MUST are not excused
   */
  protected Map<String, String> departures() {
    return Map.of();
  }

  /** Memory for one test, and the components that may be asked for by id in it. */
  Workspace workspace(Object subject) {
    return new Workspace(subject.getClass().getClassLoader());
  }
}
