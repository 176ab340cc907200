package org.esscher.runtime.internal.config;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hibernate.validator.HibernateValidator;
import org.jspecify.annotations.Nullable;

/** Checks values against the constraints of the fields that they are for. Thread-safe. */
final class Constraints {
  private @Nullable Validator validator;

  Constraints() {}

  /**
   * Checks one field.
   *
   * @param type the record class
   * @param field its component
   * @param value of the component's type
   * @param path of the field
   * @param problems takes what is wrong
   */
  void check(
      Class<? extends Record> type, String field, Object value, String path, Problems problems) {
    String parent = path.substring(0, path.length() - field.length());
    for (ConstraintViolation<?> violation : validator().validateValue(type, field, value)) {
      // An element's path ends in what kind of element it is: weights[1].<list element>.
      String at = violation.getPropertyPath().toString().replaceAll("\\.?<[^>]*>", "");
      problems.add(parent + at, violation.getMessage() + ", got " + violation.getInvalidValue());
    }
  }

  private synchronized Validator validator() {
    Validator made = validator;
    if (made == null) {
      // On first use: it takes longer to start than all that a listing of components needs.
      made = quietly(Constraints::make);
      validator = made;
    }
    return made;
  }

  /**
   * The provider is named, and no file looked for: by default both come from the context loader.
   */
  private static Validator make() {
    return Validation.byProvider(HibernateValidator.class)
        .providerResolver(() -> List.of(new HibernateValidator()))
        .configure()
        .ignoreXmlConfiguration()
        .externalClassLoader(Constraints.class.getClassLoader())
        .messageInterpolator(new ConstraintWords())
        .buildValidatorFactory()
        .getValidator();
  }

  /**
   * Keeps the validator from printing its version, which it does when it is first used, through
   * java.util.logging where it finds no other framework that it knows. Only that one logger is
   * touched, only meanwhile, and only where nobody has set its level.
   */
  private static Validator quietly(Supplier<Validator> starting) {
    Logger banner = Logger.getLogger("org.hibernate.validator.internal.util.Version");
    if (banner.getLevel() != null) {
      return starting.get();
    }
    banner.setLevel(Level.WARNING);
    try {
      return starting.get();
    } finally {
      banner.setLevel(null);
    }
  }
}
