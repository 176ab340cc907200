package org.esscher.plugins.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.esscher.api.Aggregation;
import org.esscher.api.Divergence;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.plugins.base.divergence.AlphaDivergence;
import org.esscher.plugins.base.divergence.JensenShannon;
import org.esscher.plugins.base.divergence.Renyi;
import org.esscher.plugins.base.estimator.Baseline;
import org.esscher.plugins.base.estimator.Dpo;
import org.esscher.plugins.base.estimator.Grpo;
import org.esscher.plugins.base.estimator.Ipo;
import org.esscher.plugins.base.estimator.KlEstimator;
import org.esscher.plugins.base.estimator.PpoClip;
import org.esscher.plugins.base.estimator.Reinforce;
import org.esscher.plugins.base.estimator.Sft;
import org.esscher.plugins.base.ope.SwitchDoublyRobust;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Divergences, estimators and statistics as the host makes them. */
class ConfigurationTest {
  private final Esscher esscher =
      Esscher.builder().classPath(BasePlugin.class.getClassLoader()).build();

  @AfterEach
  void close() {
    esscher.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alpha",
        "forward-kl",
        "jensen-shannon",
        "neyman-chi2",
        "pearson-chi2",
        "renyi",
        "reverse-kl",
        "squared-hellinger",
        "total-variation"
      })
  void divergencesAreListedWithASummaryAndASource(String id) {
    assertListed(Kind.DIVERGENCE, id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bradley-terry",
        "dm",
        "dpo",
        "dr",
        "grpo",
        "ips",
        "ipo",
        "ppo-clip",
        "reinforce",
        "sft",
        "snips",
        "switch-dr"
      })
  void estimatorsAreListedWithASummaryAndASource(String id) {
    assertListed(Kind.ESTIMATOR, id);
  }

  private void assertListed(Kind kind, String id) {
    assertThat(esscher.components())
        .filteredOn(info -> info.kind() == kind && info.id().equals(id))
        .singleElement()
        .satisfies(
            info -> {
              assertThat(info.summary()).isNotEmpty();
              assertThat(info.paper()).isNotEmpty();
            });
  }

  static Stream<Arguments> defaults() {
    return Stream.of(
        Arguments.of("dpo", new Dpo(0.1, 0)),
        Arguments.of("ipo", new Ipo(0.1)),
        Arguments.of("sft", new Sft(Aggregation.TOKEN_MEAN)),
        Arguments.of("switch-dr", new SwitchDoublyRobust(10)),
        Arguments.of(
            "reinforce",
            new Reinforce(Baseline.LEAVE_ONE_OUT, 1024, 0, KlEstimator.K3, KlEstimator.K2)),
        Arguments.of(
            "ppo-clip",
            new PpoClip(0.2, 0.2, Aggregation.TOKEN_MEAN, 0, KlEstimator.K3, KlEstimator.K2)),
        Arguments.of(
            "grpo",
            new Grpo(
                0.2,
                0.2,
                1e-4,
                0.04,
                KlEstimator.K3,
                KlEstimator.K3,
                Aggregation.SEQUENCE_MEAN_TOKEN_MEAN)));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void defaultsAreThoseOfThePapers(String id, Estimator expected) {
    assertThat(esscher.component(Estimator.class, id, Map.of())).isEqualTo(expected);
  }

  @Test
  void defaultsOfDivergences() {
    assertThat(esscher.component(Divergence.class, "alpha", Map.of()))
        .isEqualTo(new AlphaDivergence(0.5));
    assertThat(esscher.component(Divergence.class, "jensen-shannon", Map.of()))
        .isEqualTo(new JensenShannon(false));
    assertThat(esscher.component(Divergence.class, "renyi", Map.of())).isEqualTo(new Renyi(2));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("dpo", "beta", "0"),
        Arguments.of("dpo", "labelSmoothing", "0.5"),
        Arguments.of("dpo", "labelSmoothing", "-0.1"),
        Arguments.of("ipo", "beta", "-1"),
        Arguments.of("ppo-clip", "clipLow", "1.1"),
        Arguments.of("grpo", "epsilon", "-1e-4"),
        Arguments.of("grpo", "aggregation", "mean"),
        Arguments.of("reinforce", "window", "0"),
        Arguments.of("reinforce", "klGradient", "k4"),
        Arguments.of("switch-dr", "threshold", "-1"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void impossibleConfigurationsAreRefused(String id, String field, String value) {
    assertThatThrownBy(() -> esscher.component(Estimator.class, id, Map.of(field, value)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(field);
  }

  @Test
  void impossibleDivergencesAreRefused() {
    for (String alpha : new String[] {"0", "1", "-0.5", "1.5"}) {
      assertThatThrownBy(() -> esscher.component(Divergence.class, "alpha", Map.of("alpha", alpha)))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("alpha: must be within (0, 1), got " + Double.valueOf(alpha));
    }
    assertThatThrownBy(() -> esscher.component(Divergence.class, "renyi", Map.of("order", "1")))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("reverse-kl");
  }
}
