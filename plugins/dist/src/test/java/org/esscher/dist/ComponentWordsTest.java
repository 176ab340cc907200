package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.Test;

/** Every component that is shipped says what it does, and what each of its fields is for. */
class ComponentWordsTest {
  @Test
  void allComponentsAndFieldsAreDescribed() {
    try (Esscher host =
        Esscher.builder().classPath(ComponentWordsTest.class.getClassLoader()).build()) {
      List<ComponentInfo> components = host.components();
      assertThat(components).hasSizeGreaterThan(200);
      assertThat(components)
          .filteredOn(component -> component.summary().isBlank())
          .extracting(ComponentInfo::id)
          .isEmpty();
      assertThat(
              components.stream()
                  .flatMap(
                      component ->
                          component.fields().stream()
                              .filter(field -> !saysSomething(field.description()))
                              .map(
                                  field ->
                                      component.kind().id()
                                          + " "
                                          + component.id()
                                          + ", "
                                          + field.name()
                                          + ": "
                                          + field.description())))
          .isEmpty();
    }
  }

  /** A symbol is no description, nor is what begins as if the field's name stood before it. */
  private static boolean saysSomething(String description) {
    return description.length() >= 10 && !description.startsWith("of ");
  }
}
