package org.esscher.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a record its id. The record's components are its configuration: primitives, strings, enums,
 * lists, maps and other components (which are bound by id), each with {@link Default} or required,
 * constrained by {@code jakarta.validation}.
 *
 * <p>What a component is follows from the interface that the record implements: {@link Estimator},
 * {@link Divergence}, {@link RewardModel}, {@link ModelProvider} (and its two refinements), {@link
 * Optimizer}, {@link Transform}, {@link Filter}, {@link EnvironmentProvider} or {@link Recipe}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Component {
  /**
   * The id.
   *
   * @return an id, {@code [a-z][a-z0-9-]*}, unique within its kind
   */
  String value();

  /**
   * What the component does, in one line, for listings.
   *
   * @return a short sentence
   */
  String summary() default "";

  /**
   * Where the method comes from.
   *
   * @return a citation, with an arXiv number or a DOI where there is one, and the equation
   */
  String paper() default "";
}
