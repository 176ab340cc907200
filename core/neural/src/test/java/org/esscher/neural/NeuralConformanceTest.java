package org.esscher.neural;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.esscher.spitests.RewardModelVerification;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of plugins and policies. Networks compute in float64: the rules' tolerances are below
 * the rounding of float32.
 */
@ExtendWith(NativeMemory.class)
class NeuralConformanceTest {
  private static final List<String> OBSERVATION = List.of("observation");
  private static final List<Integer> HIDDEN = List.of(3);

  private static Batch contexts(Columns columns) {
    return columns.batch(
        Map.of(
            "observation", columns.vectors(2, 0.5, -1, 2, 0.25, -0.75, 1.5),
            "noise", columns.vectors(2, 0.3, -0.4, 1.2, 0.1, -0.6, -1.1)));
  }

  /**
   * The rules of plugins but PLG-6, 9, 11 and 12: those keep a plugin from what the host does for
   * all, and this module is the host's. It starts the native engine, once a process. Nor PLG-7:
   * configurations name modules, tokenizers and ONNX models by their files; nor PLG-13: libraries
   * of the host that plugins don't see are this module's own.
   */
  @Test
  void obeysTheRulesOfPluginsThatHoldForTheHost() {
    PluginVerification.requireOfHostModule(new NeuralPlugin());
  }

  @Nested
  class CategoricalConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new MlpCategorical(
          OBSERVATION, 2, 3, "action", HIDDEN, Activation.TANH, Precision.FLOAT64);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return NeuralConformanceTest.contexts(columns);
    }
  }

  @Nested
  class GaussianConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new MlpGaussian(
          OBSERVATION,
          2,
          2,
          "action",
          0,
          Deviation.SHARED,
          1,
          HIDDEN,
          Activation.GELU,
          Precision.FLOAT64);
    }

    @Override
    protected Map<String, String> departures() {
      return Map.of("POL-10", "the output action reads noise, which a log need not have");
    }

    @Override
    protected Batch contexts(Columns columns) {
      return NeuralConformanceTest.contexts(columns);
    }
  }

  @Nested
  class SquashedGaussianConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new MlpGaussian(
          OBSERVATION,
          2,
          2,
          "action",
          2,
          Deviation.NETWORK,
          1,
          HIDDEN,
          Activation.SILU,
          Precision.FLOAT64);
    }

    @Override
    protected Map<String, String> departures() {
      return Map.of("POL-10", "the output action reads noise, which a log need not have");
    }

    @Override
    protected Batch contexts(Columns columns) {
      return NeuralConformanceTest.contexts(columns);
    }
  }

  @Nested
  class DeterministicConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new MlpDeterministic(
          OBSERVATION, 2, 2, "action", 1.5, HIDDEN, Activation.TANH, Precision.FLOAT64);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return NeuralConformanceTest.contexts(columns);
    }
  }

  @Nested
  class DiffusionConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new MlpDiffusion(
          OBSERVATION, 2, 2, "action", 4, 1.5, HIDDEN, Activation.SILU, Precision.FLOAT64);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return NeuralConformanceTest.contexts(columns)
          .with("diffusion_step", columns.numbers(1, 4, 2));
    }
  }

  @Nested
  class RewardConformance extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new MlpReward(OBSERVATION, 2, 1, 2, HIDDEN, Activation.TANH, true, Precision.FLOAT64);
    }

    @Override
    protected Batch rows(Columns columns) {
      return NeuralConformanceTest.contexts(columns);
    }
  }

  @Nested
  class TransformerConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new TransformerLm(
          "ab",
          "",
          "",
          "",
          "prompt",
          6,
          3,
          LongCompletions.REFUSE,
          1,
          1,
          2,
          1,
          0,
          1,
          2,
          Precision.FLOAT64);
    }

    @Override
    protected Map<String, String> departures() {
      return Map.of(
          "POL-10", "truncated says where a completion was cut; a logged one need not bear it");
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(Map.of("prompt", columns.texts(List.of("a", "bab"))));
    }
  }

  @Nested
  class TorchScriptConformance extends PolicyVerification {
    @TempDir static Path directory;
    private static Path module;

    @BeforeAll
    static void copy() throws IOException {
      module = TinyScript.shipped(directory);
    }

    @Override
    protected PolicyProvider provider() {
      return new TorchScript(
          module.toString(),
          List.of(),
          1,
          1,
          "ab",
          "",
          "",
          "",
          "prompt",
          6,
          3,
          LongCompletions.REFUSE,
          1,
          0,
          1,
          2);
    }

    @Override
    protected Map<String, String> departures() {
      return Map.of(
          "POL-10", "truncated says where a completion was cut; a logged one need not bear it");
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(Map.of("prompt", columns.texts(List.of("a", "bab"))));
    }
  }
}
