package org.esscher.spitests;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Tells every failure of a rule's test as: id, what was found, what to do. */
final class RuleFailures implements TestExecutionExceptionHandler {
  /** Made by JUnit. */
  RuleFailures() {}

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
    throw told(rule, verification(context), failure);
  }

  /** The test's instance is that of a group of rules, within the verification. */
  private static Verification verification(ExtensionContext context) {
    return context.getRequiredTestInstances().findInstance(Verification.class).orElseThrow();
  }

  /**
   * A failure in words.
   *
   * @param rule the rule that was tried
   * @param verification of the component
   * @param failure what was thrown
   * @return an assertion's failure, or an abortion where the rule does not apply or is departed
   *     from
   */
  static Throwable told(Rule rule, Verification verification, Throwable failure) {
    if (failure instanceof TestAbortedException) {
      return failure;
    }
    String reason = departure(rule, verification);
    if (reason != null) {
      return new TestAbortedException("departed from: " + reason);
    }
    if (failure instanceof RefusedBatch) {
      return new AssertionError(rule.id() + ": " + failure.getMessage(), failure);
    }
    String found = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
    return new AssertionError(
        String.format(
            Locale.ROOT,
            "%s: %s%nThe rule: %s%nTo do: %s",
            rule.id(),
            found,
            rule.must(),
            rule.fix()),
        failure);
  }

  private static @Nullable String departure(Rule rule, Verification verification) {
    return rule.must().contains("SHOULD") ? verification.departures().get(rule.id()) : null;
  }
}
