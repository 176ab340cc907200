package org.esscher.spitests;

import java.util.Locale;
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
    if (failure instanceof TestAbortedException) {
      throw failure;
    }
    Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
    if (failure instanceof RefusedBatch) {
      throw new AssertionError(rule.id() + ": " + failure.getMessage(), failure);
    }
    String found = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
    throw new AssertionError(
        String.format(
            Locale.ROOT,
            "%s: %s%nThe rule: %s%nTo do: %s",
            rule.id(),
            found,
            rule.must(),
            rule.fix()),
        failure);
  }
}
