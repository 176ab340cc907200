package org.esscher.plugins.fdpo;

import java.lang.reflect.RecordComponent;
import org.esscher.api.Component;
import org.esscher.api.EsscherException;
import org.esscher.api.FDivergence;

/** What a divergence is called in messages and tables. */
final class DivergenceName {
  private DivergenceName() {}

  /** The id of its component; for one that is none, the class's name. */
  static String id(FDivergence divergence) {
    Component component = divergence.getClass().getAnnotation(Component.class);
    return component == null ? divergence.getClass().getSimpleName() : component.value();
  }

  /** The id, with the configuration that tells it from others of this id: {@code alpha 0.5}. */
  static String label(FDivergence divergence) {
    StringBuilder label = new StringBuilder(id(divergence));
    RecordComponent[] fields = divergence.getClass().getRecordComponents();
    if (fields != null) {
      for (RecordComponent field : fields) {
        Object value = value(divergence, field);
        if (value instanceof Boolean set) {
          label.append(set ? " " + field.getName() : "");
        } else {
          label.append(' ').append(value);
        }
      }
    }
    return label.toString();
  }

  private static Object value(FDivergence divergence, RecordComponent field) {
    try {
      return field.getAccessor().invoke(divergence);
    } catch (ReflectiveOperationException e) {
      throw EsscherException.plugin(
          "the field %s of %s can't be read: %s", field.getName(), id(divergence), e);
    }
  }
}
