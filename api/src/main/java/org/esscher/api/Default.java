package org.esscher.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The default of a record component, in configuration syntax (YAML); a component without it is
 * required.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /**
   * The value as a user would write it after {@code --set name=}: an enum's constant as {@code
   * kebab-case}; a component as its id, or as <code>{id: adam, rate: 2.0e-4}</code>.
   *
   * @return YAML
   */
  String value();
}
