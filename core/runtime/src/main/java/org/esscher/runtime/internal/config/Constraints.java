package org.esscher.runtime.internal.config;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;
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
      // On first use: it takes longer to start than all that a listing of components needs. The
      // provider is named, and no file looked for: by default both come from the context loader.
      made =
          Validation.byProvider(HibernateValidator.class)
              .providerResolver(() -> List.of(new HibernateValidator()))
              .configure()
              .ignoreXmlConfiguration()
              .externalClassLoader(Constraints.class.getClassLoader())
              .messageInterpolator(new ConstraintWords())
              .buildValidatorFactory()
              .getValidator();
      validator = made;
    }
    return made;
  }
}
