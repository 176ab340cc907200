package org.esscher.spitests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/** What the kit says of a component: runs a verification class and collects its tests' results. */
final class Verdict implements TestExecutionListener {
  private final Map<String, TestExecutionResult> results = new TreeMap<>();

  private Verdict() {}

  static Verdict of(Class<?> verification) {
    Verdict verdict = new Verdict();
    LauncherFactory.create()
        .execute(request().selectors(selectClass(verification)).build(), verdict);
    return verdict;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest()) {
      results.put(test.getDisplayName(), result);
    } else {
      assertThat(result.getThrowable()).as(test.getDisplayName()).isEmpty();
    }
  }

  /** Requires that every rule was tried, and none failed. */
  void passes() {
    assertThat(failures()).isEmpty();
    assertThat(results).isNotEmpty();
  }

  /** Requires that every rule but these was applied. */
  void passesSkippingOnly(String... ids) {
    passes();
    assertThat(ids(TestExecutionResult.Status.ABORTED)).containsExactlyInAnyOrder(ids);
  }

  /** Requires that one rule failed and no other, that the message names it and says what to do. */
  void failsExactly(String id, String found) {
    Map<String, String> failures = failures();
    assertThat(failures.keySet()).as("%s", failures).containsExactly(id);
    assertThat(failures.get(id)).startsWith(id + ": ").contains(found).contains("To do: ");
  }

  /** Requires that some rules failed, all with a message that contains this. */
  void failsWherever(String... found) {
    assertThat(failures()).isNotEmpty();
    failures().forEach((id, message) -> assertThat(message).startsWith(id + ": ").contains(found));
  }

  private Map<String, String> failures() {
    Map<String, String> failures = new TreeMap<>();
    results.forEach(
        (name, result) ->
            result
                .getThrowable()
                .filter(thrown -> result.getStatus() == TestExecutionResult.Status.FAILED)
                .ifPresent(thrown -> failures.put(id(name), String.valueOf(thrown.getMessage()))));
    return failures;
  }

  private java.util.List<String> ids(TestExecutionResult.Status status) {
    return results.entrySet().stream()
        .filter(entry -> entry.getValue().getStatus() == status)
        .map(entry -> id(entry.getKey()))
        .toList();
  }

  private static String id(String displayName) {
    return displayName.substring(0, displayName.indexOf(':'));
  }
}
