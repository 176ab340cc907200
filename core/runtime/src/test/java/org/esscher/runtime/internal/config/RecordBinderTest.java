package org.esscher.runtime.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.constraints.Positive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.esscher.api.Default;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.runtime.internal.config.Sample.Chain;
import org.esscher.runtime.internal.config.Sample.Constant;
import org.esscher.runtime.internal.config.Sample.Endless;
import org.esscher.runtime.internal.config.Sample.Failing;
import org.esscher.runtime.internal.config.Sample.Interval;
import org.esscher.runtime.internal.config.Sample.Keep;
import org.esscher.runtime.internal.config.Sample.Mode;
import org.esscher.runtime.internal.config.Sample.Nested;
import org.esscher.runtime.internal.config.Sample.Scored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordBinderTest {
  private final RecordBinder binder = Sample.binder();

  @Test
  void convertsEveryScalar() {
    assertThat(binder.bind(Sample.Scalars.class, scalars()))
        .isEqualTo(
            new Sample.Scalars(
                true,
                (byte) -128,
                (short) 32767,
                2147483647,
                -9223372036854775808L,
                0.1f,
                1e-300,
                "text",
                Mode.SEQUENCE_MEAN));
  }

  private static Map<String, Object> scalars() {
    return new TreeMap<>(
        Map.of(
            "truth", true,
            "small", -128,
            "shorter", "32767",
            "whole", 2147483647.0,
            "large", "-9223372036854775808",
            "single", 0.1,
            "real", "1e-300",
            "text", "text",
            "mode", "Sequence-Mean"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Infinity", "inf", "+inf", ".inf", "+Infinity", "INF"})
  void readsInfinity(String text) {
    assertThat(real(text)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(real("-" + text.replace("+", ""))).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private double real(Object value) {
    Map<String, Object> config = scalars();
    config.put("real", value);
    return ((Sample.Scalars) binder.bind(Sample.Scalars.class, config)).real();
  }

  @ParameterizedTest
  @CsvSource({
    "real, NaN, a number is needed",
    "real, .nan, a number is needed",
    "real, true, a number is needed",
    "real, 0x1p3, a number is needed",
    "real, 2d, a number is needed",
    "real, 1e400, a number that fits 64 bits",
    "single, 1e39, a number that fits 32 bits",
    "small, 128, a whole number of 8 bits",
    "shorter, -32769, a whole number of 16 bits",
    "whole, 2147483648, a whole number of 32 bits",
    "large, 9223372036854775808, a whole number of 64 bits",
    "whole, 1.5, a whole number of 32 bits",
    "whole, many, a whole number of 32 bits",
    "truth, yes, true or false",
    "mode, mean, is not among token-mean"
  })
  void refusesWhatIsNoSuchValue(String field, String value, String message) {
    Map<String, Object> config = scalars();
    config.put(field, value);
    assertThatThrownBy(() -> binder.bind(Sample.Scalars.class, config))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageStartingWith("configuration of 'scalars': " + field + ": ")
        .hasMessageContaining(message)
        .hasMessageContaining(value);
  }

  @Test
  void refusesNotANumberFromCode() {
    assertThatThrownBy(() -> real(Double.NaN))
        .hasMessageContaining("a number is needed, got 'NaN'");
  }

  @Test
  void fillsDefaults() {
    assertThat(binder.bind(Nested.class, Map.of()))
        .isEqualTo(new Nested(new Keep(0.25), List.of(1, 2), Map.of(), Set.of(), null, "name"));
  }

  @Test
  void bindsStructuresAndCollections() {
    Map<String, Object> config =
        Map.of(
            "filter",
                Map.of("id", "chain", "parts", List.of("keep", Map.of("id", "keep", "share", 0))),
            "sizes", List.of(3),
            "bounds",
                Map.of("b", Map.of("low", 0, "high", "inf"), "a", Map.of("low", 1, "high", 2)),
            "modes", List.of("token_mean"),
            "limit", 7);
    assertThat(binder.bind(Nested.class, config))
        .isEqualTo(
            new Nested(
                new Chain(List.of(new Keep(0.5), new Keep(0)), new Keep(0.5)),
                List.of(3),
                Map.of("a", new Interval(1, 2), "b", new Interval(0, Double.POSITIVE_INFINITY)),
                Set.of(Mode.TOKEN_MEAN),
                7.0,
                "name"));
  }

  @Test
  void orderOfMapsAndSetsDoesNotDependOnHowTheyAreWritten() {
    Map<String, Object> bounds = new LinkedHashMap<>();
    bounds.put("z", Map.of("low", 0, "high", 0));
    bounds.put("a", Map.of("low", 0, "high", 0));
    Nested made =
        (Nested)
            binder.bind(
                Nested.class,
                Map.of("bounds", bounds, "modes", List.of("token-mean", "sequence-mean")));
    assertThat(made.bounds().keySet()).containsExactly("a", "z");
    assertThat(made.modes()).containsExactly(Mode.SEQUENCE_MEAN, Mode.TOKEN_MEAN);
  }

  @Test
  void takesComponentsThatAreMadeAlready() {
    Keep keep = new Keep(0.125);
    Nested made = (Nested) binder.bind(Nested.class, Map.of("filter", keep));
    assertThat(made.filter()).isSameAs(keep);
  }

  record NoYaml(@Default("[1, 2") List<Integer> sizes) {}

  record NoNumber(@Default("a tenth") double share) {}

  record OutOfRange(@Default("0") @Positive int count) {}

  record NoConstant(@Default("[token-mean, fastest]") List<Mode> modes) {}

  static Stream<Arguments> badDefaults() {
    return Stream.of(
        Arguments.of(
            NoYaml.class, Map.of("sizes", List.of(3)), "NoYaml: the default of sizes is not YAML"),
        Arguments.of(
            NoNumber.class, Map.of("share", 0.1), "share: a number is needed, got 'a tenth'"),
        Arguments.of(OutOfRange.class, Map.of("count", 1), "count: must be > 0, got 0"),
        Arguments.of(
            NoConstant.class,
            Map.of("modes", "token-mean"),
            "modes[1]: 'fastest' is not among token-mean, sequence-mean"));
  }

  @ParameterizedTest
  @MethodSource("badDefaults")
  void aDefaultThatCantBeUsedIsThePluginsFault(
      Class<? extends Record> type, Map<String, Object> given, String message) {
    assertThatThrownBy(() -> binder.bind(type, Map.of()))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
        .hasMessageContaining(type.getName())
        .hasMessageContaining(message)
        .hasMessageContaining("the plugin's fault");
    assertThat(binder.bind(type, given)).isInstanceOf(type);
  }

  @Test
  void fieldsWithoutIdChangeTheDefaultComponent() {
    Nested made = (Nested) binder.bind(Nested.class, Map.of("filter", Map.of("share", 0.75)));
    assertThat(made.filter()).isEqualTo(new Keep(0.75));
  }

  @Test
  void anIdWithoutFieldsTakesTheComponentsOwnDefaults() {
    Nested made = (Nested) binder.bind(Nested.class, Map.of("filter", "keep"));
    assertThat(made.filter()).isEqualTo(new Keep(0.5));
  }

  @Test
  void aRewardStandsWhereAProviderIsAskedFor() {
    Scored made = (Scored) binder.bind(Scored.class, Map.of("reward", "constant"));
    assertThat(made.reward()).isEqualTo(new FixedModel.OfModel(new Constant(1)));
    FixedModel reward = FixedModel.of(RewardModelProvider.class, new Constant(1));
    assertThat(reward).isInstanceOf(RewardModelProvider.class);
    assertThat(FixedModel.fits(RewardModelProvider.class, Constant.class)).isTrue();
    assertThat(FixedModel.fits(RewardModel.class, Constant.class)).isFalse();
  }

  @Test
  void tellsEverythingAtOnce() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("nmae", "x");
    config.put(
        "filter",
        Map.of("id", "chain", "parts", List.of(Map.of("id", "keep", "share", 1), "lost")));
    config.put("sizes", List.of("many", -1));
    config.put(
        "bounds", new TreeMap<>(Map.of("b", Map.of("low", 2, "high", 1), "c", Map.of("low", 0))));
    config.put("name", "");
    assertThatThrownBy(() -> binder.bind(Nested.class, config))
        .hasMessage(
            """
            configuration of 'nested' has 8 problems:
              unknown key 'nmae'; did you mean 'name'?
              filter.parts[0].share: must be < 1, got 1.0
              filter.parts[1]: there is no 'lost'
              sizes[0]: a whole number of 32 bits is needed, got 'many'
              sizes[1]: must be > 0, got -1
              bounds.b: low 2.0 is above high 1.0
              bounds.c.high: is required
              name: must be not empty, got\s""");
  }

  @Test
  void checksElements() {
    assertThatThrownBy(() -> binder.bind(Nested.class, Map.of("sizes", List.of(1, -1))))
        .hasMessage("configuration of 'nested': sizes[1]: must be > 0, got -1");
  }

  @Test
  void nullIsAValueOnlyWhereTheFieldSaysSo() {
    Map<String, Object> config = ConfigTree.with(Map.of(), "limit", "null");
    assertThat(((Nested) binder.bind(Nested.class, config)).limit()).isNull();
    assertThatThrownBy(() -> binder.bind(Nested.class, ConfigTree.with(Map.of(), "name", "null")))
        .hasMessage("configuration of 'nested': name: has no value");
    assertThatThrownBy(
            () -> binder.bind(Nested.class, ConfigTree.with(Map.of(), "sizes", "[1, null]")))
        .hasMessage("configuration of 'nested': sizes[1]: has no value");
  }

  @Test
  void refusesTheWrongShape() {
    assertThatThrownBy(() -> binder.bind(Nested.class, Map.of("filter", 3)))
        .hasMessageContaining("filter: an id or {id: …, field: value} is needed, got '3'");
    assertThatThrownBy(() -> binder.bind(Nested.class, Map.of("bounds", "wide")))
        .hasMessageContaining("bounds: a group of fields is needed, got 'wide'");
    assertThatThrownBy(() -> binder.bind(Nested.class, Map.of("name", List.of("a"))))
        .hasMessageContaining("name: a text is needed, got '[a]'");
    assertThatThrownBy(() -> binder.bind(Scored.class, Map.of("reward", Map.of("score", 1))))
        .hasMessageContaining("reward: an id or {id: …, field: value} is needed");
  }

  @Test
  void anIdInTheConfigurationMustBeTheComponentsOwn() {
    assertThat(binder.bind(Keep.class, Map.of("id", "keep"))).isEqualTo(new Keep(0.5));
    assertThatThrownBy(() -> binder.bind(Keep.class, Map.of("id", "chain")))
        .hasMessageContaining("unknown key 'id'");
  }

  @Test
  void aComponentThatIsItsOwnDefaultEnds() {
    assertThatThrownBy(() -> binder.bind(Endless.class, Map.of()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("is nested more than 50 deep");
  }

  @Test
  void aDefectOfAConstructorIsThePlugins() {
    assertThatThrownBy(() -> binder.bind(Failing.class, Map.of()))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
        .hasMessageContaining("Failing")
        .hasMessageContaining("a defect");
  }
}
