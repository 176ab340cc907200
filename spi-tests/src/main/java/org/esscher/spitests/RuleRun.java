package org.esscher.spitests;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.esscher.spitests.RuleResult.Outcome;
import org.opentest4j.TestAbortedException;

/** Tries the rules of a verification without JUnit's engine, for one that is no test class. */
final class RuleRun {
  private RuleRun() {}

  /** Tries every rule, in the order of their numbers. */
  static List<RuleResult> of(Verification verification) {
    return of(verification, id -> true);
  }

  /** Tries the rules of some ids, in the order of their numbers. */
  static List<RuleResult> of(Verification verification, Predicate<String> ids) {
    List<RuleResult> results = new ArrayList<>();
    for (Method method : rules(verification.getClass())) {
      if (ids.test(rule(method).id())) {
        results.add(result(method, verification));
      }
    }
    return results;
  }

  /** The tests of all groups. */
  private static List<Method> rules(Class<? extends Verification> verification) {
    return Arrays.stream(verification.getClasses())
        .flatMap(group -> Arrays.stream(group.getMethods()))
        .filter(method -> method.isAnnotationPresent(Rule.class))
        .sorted(Comparator.comparingInt(method -> number(rule(method))))
        .toList();
  }

  /** None of them is tried, for one reason. */
  static List<RuleResult> none(Class<? extends Verification> verification, String reason) {
    return rules(verification).stream()
        .map(method -> new RuleResult(rule(method).id(), Outcome.NOT_RUN, reason))
        .toList();
  }

  private static Rule rule(Method method) {
    Rule rule = method.getAnnotation(Rule.class);
    if (rule == null) {
      throw new AssertionError(method + " verifies no rule");
    }
    return rule;
  }

  private static int number(Rule rule) {
    return Integer.parseInt(rule.id().substring(rule.id().indexOf('-') + 1));
  }

  private static RuleResult result(Method method, Verification verification) {
    Rule rule = rule(method);
    try {
      method.invoke(group(method.getDeclaringClass(), verification));
      return new RuleResult(rule.id(), Outcome.PASSED, "");
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      Throwable told = RuleFailures.told(rule, verification, cause == null ? e : cause);
      String message = String.valueOf(told.getMessage());
      if (told instanceof TestAbortedException) {
        return new RuleResult(rule.id(), Outcome.NOT_RUN, reason(message));
      }
      boolean must = rule.must().contains("MUST");
      return new RuleResult(rule.id(), must ? Outcome.FAILED : Outcome.WARNED, message);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method + " can't be called", e);
    }
  }

  private static Object group(Class<?> group, Verification verification)
      throws ReflectiveOperationException {
    return group.getConstructor(group.getEnclosingClass()).newInstance(verification);
  }

  private static String reason(String message) {
    return message.replaceFirst("^Assumption failed: ", "");
  }
}
