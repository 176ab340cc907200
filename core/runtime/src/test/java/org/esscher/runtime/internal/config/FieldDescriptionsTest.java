package org.esscher.runtime.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Negative;
import jakarta.validation.constraints.NegativeOrZero;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.data.Nearest;
import org.esscher.runtime.ComponentInfo.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldDescriptionsTest {

  @Test
  void describesTypesAndDefaults() {
    assertThat(FieldDescriptions.of(Sample.Nested.class))
        .containsExactly(
            new Field("filter", "filter", "{id: keep, share: 0.25}", "", ""),
            new Field("sizes", "list of int", "[1, 2]", "", ""),
            new Field("bounds", "map from text to Sample.Interval", "{}", "", ""),
            new Field("modes", "set of token-mean|sequence-mean", "[]", "", ""),
            new Field("limit", "double", "", "", ""),
            new Field("name", "text", "name", "not empty", ""));
    assertThat(FieldDescriptions.of(Sample.Scalars.class))
        .contains(new Field("mode", "token-mean|sequence-mean", null, "", ""));
  }

  private record Bounded(
      @Positive double a,
      @PositiveOrZero double b,
      @Negative double c,
      @NegativeOrZero double d,
      @Min(1) @Max(5) int e,
      @DecimalMin("0.5") @DecimalMax(value = "1.5", inclusive = false) double f,
      @Positive @DecimalMax("1") double g,
      @NotBlank String h,
      @Size(min = 1, max = 3) List<String> i,
      @Size(min = 2) List<String> j,
      @Pattern(regexp = "[a-z]+") String k) {}

  @Test
  void describesConstraints() {
    assertThat(FieldDescriptions.of(Bounded.class))
        .extracting(Field::constraints)
        .containsExactly(
            "> 0",
            ">= 0",
            "< 0",
            "<= 0",
            "in [1, 5]",
            "in [0.5, 1.5)",
            "in (0, 1]",
            "not empty",
            "of size 1 to 3",
            "of size >= 2",
            "of the form [a-z]+");
  }

  private record Loose(Collection<String> values) {}

  private record Keyed(Map<Integer, String> values) {}

  private record Opaque(Object value) {}

  private record Generic<T>(T value) {}

  @Test
  void refusesTypesThatNoConfigurationCanGive() {
    for (Class<? extends Record> type :
        List.of(Loose.class, Keyed.class, Opaque.class, Generic.class)) {
      assertThatThrownBy(() -> FieldDescriptions.of(type))
          .as(type.getSimpleName())
          .hasMessageContaining("no configuration can give the field value");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bata", "betta", "beta"})
  void nearestIsFoundWithinTwoEdits(String name) {
    assertThat(Nearest.hint(name, List.of("alpha", "beta"))).isEqualTo("; did you mean 'beta'?");
  }

  @Test
  void nothingNearListsAll() {
    assertThat(Nearest.hint("temperature", List.of("beta", "alpha")))
        .isEqualTo("; there are alpha, beta");
    assertThat(Nearest.hint("beta", List.of())).isEqualTo("; there are none");
    List<String> many = IntStream.range(10, 31).mapToObj(i -> "rate-" + i).toList();
    assertThat(Nearest.list("rate-20", many))
        .isEqualTo(
            "; there are rate-20, rate-10, rate-21, rate-22, rate-23 and 16 more ('esscher list' and"
                + " 'esscher describe' name them)");
  }
}
