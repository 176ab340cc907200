package org.esscher.spitests;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that verifies one numbered rule of the specification. Its display name and the message of
 * every failure begin with the rule's id.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
@ExtendWith(RuleFailures.class)
public @interface Rule {
  /**
   * The rule's number.
   *
   * @return such as {@code EST-1}; never given to another rule
   */
  String id();

  /**
   * The rule.
   *
   * @return one sentence with MUST, word for word as in the specification
   */
  String must();

  /**
   * What the author of a component that breaks the rule has to do.
   *
   * @return one sentence in the imperative
   */
  String fix();
}
