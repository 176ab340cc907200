package org.esscher.neural;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.ParameterView;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemory.class)
class TorchScriptTest {
  private final Workbench bench = new Workbench();
  @TempDir Path directory;
  private Path module;

  @BeforeEach
  void copy() throws IOException {
    module = TinyScript.shipped(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Policy policy(Path file, @Nullable State saved, Object... settings) {
    Map<String, Object> config = new LinkedHashMap<>(TinyScript.config(file));
    for (int i = 0; i < settings.length; i += 2) {
      config.put((String) settings[i], settings[i + 1]);
    }
    return bench
        .component(PolicyProvider.class, "torchscript", config)
        .create(bench.context(), saved);
  }

  private Policy policy(Object... settings) {
    return policy(module, null, settings);
  }

  private Batch texts(String prompt, String completion) {
    return bench.batch(
        "prompt", bench.columns().texts(List.of(prompt)),
        "completion", bench.columns().texts(List.of(completion)));
  }

  private double[] slope(Policy policy) {
    return bench.gradient(policy, texts("b", "ab"), "logp", 1, 1, 1);
  }

  /** The numbers are PyTorch's own, by log_softmax and backward on the model in Python. */
  @Test
  void scoresAndDerivativesArePyTorchs() throws IOException {
    requireAgreement(module, 1e-12);
  }

  private void requireAgreement(Path file, double tolerance) throws IOException {
    Map<String, double[]> expected = TinyScript.numbers(file);
    try (Policy policy = policy(file, null)) {
      assertThat(bench.output(policy, texts("b", "ab"), "logp"))
          .containsExactly(requireNonNull(expected.remove("logp")), within(tolerance));
      double[] gradient = slope(policy);
      Map<String, int[]> shapes = policy.as(ParameterView.class).orElseThrow().shapes();
      // The matrix that reads and predicts tokens is one parameter, under its first name.
      assertThat(shapes.keySet()).containsExactlyElementsOf(expected.keySet());
      int at = 0;
      for (Map.Entry<String, double[]> array : expected.entrySet()) {
        double[] own = Arrays.copyOfRange(gradient, at, at + array.getValue().length);
        assertThat(own).as(array.getKey()).containsExactly(array.getValue(), within(tolerance));
        at += own.length;
      }
      assertThat(at).isEqualTo(gradient.length);
    }
  }

  /** Float32 keeps seven digits, and the derivatives here are of size 1. */
  @Tag("slow")
  @Test
  void modulesThatPythonExportsNowAgreeToo() throws IOException, InterruptedException {
    assumeThat(TinyScript.made(directory)).as("python3 with PyTorch is installed").isTrue();
    requireAgreement(directory.resolve("trace.pt"), 1e-5);
    requireAgreement(directory.resolve("script.pt"), 1e-5);
    assertThatThrownBy(() -> policy(directory.resolve("acausal.pt"), null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("acausal.pt")
        .hasMessageContaining("change by")
        .hasMessageContaining("a causal language model");
  }

  /**
   * The module of the page of neural models, with the adapters that the page names. Its logits have
   * a standard deviation of .02 · √64 = .16 about 0, of which three are .5. After a whole character
   * come one of 128 + 30 + 16 + 5 first bytes, or the end.
   */
  @Tag("slow")
  @Test
  void theModuleOfThePageBeginsNearlyUniform() throws IOException, InterruptedException {
    Path file = directory.resolve("model.pt");
    assumeThat(TinyScript.python("src/test/python/byte_lm.py", file.toString()))
        .as("python3 with PyTorch is installed")
        .isTrue();
    Map<String, Object> config =
        Map.of("file", file.toString(), "adapters", List.of("h.0.attn.c_attn", "h.1.attn.c_attn"));
    double uniform = -Math.log(180);
    try (Policy policy =
        bench
            .component(PolicyProvider.class, "torchscript", config)
            .create(bench.context(), null)) {
      assertThat(bench.output(policy, texts("Hi ", "you"), "logp"))
          .containsExactly(new double[] {uniform, uniform, uniform, uniform}, within(0.5));
      // Of each layer A is 8 · 64 and B 192 · 8.
      assertThat(bench.gradient(policy, texts("Hi ", "you"), "logp", 1, 1, 1, 1))
          .hasSize(2 * (8 * 64 + 192 * 8));
    }
  }

  /** B is 0 at first, so that the policy is the file's, and A has no derivative yet. */
  @Test
  void adaptersBeginAtTheFilesModel() throws IOException {
    double[] expected = requireNonNull(TinyScript.numbers(module).get("logp"));
    try (Policy policy = policy("adapters", List.of("block.read", "block.write"), "rank", 2)) {
      assertThat(bench.output(policy, texts("b", "ab"), "logp"))
          .containsExactly(expected, within(1e-12));
      assertThat(policy.as(ParameterView.class).orElseThrow().shapes().keySet())
          .containsExactly(
              "block.read.weight/a", "block.read.weight/b",
              "block.write.weight/a", "block.write.weight/b");
      double[] gradient = slope(policy);
      // A of 'read' is 2 · 4 and B 12 · 2; of 'write' 2 · 4 and 4 · 2.
      assertThat(gradient).hasSize(8 + 24 + 8 + 8);
      assertThat(Arrays.copyOfRange(gradient, 0, 8)).containsOnly(0);
      assertThat(Arrays.stream(gradient, 8, 32)).anyMatch(each -> Math.abs(each) > 1e-3);
    }
  }

  /** Central differences with step 1e-5 err by its square and by rounding, 1e-16 / 1e-5. */
  @Test
  void derivativesOfAdaptersAreThoseOfFiniteDifferences() {
    try (Policy policy = policy("adapters", List.of("block.read"), "rank", 2, "alpha", 3)) {
      Vectored vectored = Workbench.vectored(policy);
      double[] point = vectored.parameters().toArray();
      for (int i = 0; i < point.length; i++) {
        point[i] += 0.3 * bench.context().random().nextGaussian();
      }
      vectored.assign(Vector.of(point));
      double[] gradient = slope(policy);
      for (int i = 0; i < point.length; i++) {
        double[] moved = point.clone();
        moved[i] += 1e-5;
        double ahead = sum(policy, moved);
        moved[i] -= 2e-5;
        assertThat(gradient[i])
            .as("parameter %d", i)
            .isEqualTo((ahead - sum(policy, moved)) / 2e-5, within(1e-8));
      }
    }
  }

  private double sum(Policy policy, double[] parameters) {
    Workbench.vectored(policy).assign(Vector.of(parameters));
    return Arrays.stream(bench.output(policy, texts("b", "ab"), "logp")).sum();
  }

  /**
   * Ascent along the derivative: the completion becomes likely either way. A step of B is felt
   * about (α/r)²·|A|² = 4·8 times in the weight, so that adapters take smaller ones.
   */
  @Test
  void learnsACompletion() {
    for (List<String> adapters : List.of(List.<String>of(), List.of("block.read", "block.write"))) {
      try (Policy policy = policy("adapters", adapters)) {
        Vectored vectored = Workbench.vectored(policy);
        double before = sum(policy, vectored.parameters().toArray());
        assertThat(before).isLessThan(-6);
        double rate = adapters.isEmpty() ? 0.1 : 0.01;
        for (int step = 0; step < 60; step++) {
          vectored.assign(vectored.parameters().plus(Vector.of(slope(policy)).times(rate)));
        }
        assertThat(sum(policy, vectored.parameters().toArray()))
            .as("adapters %s", adapters)
            .isGreaterThan(-1);
      }
    }
  }

  /** The module has one set of parameters, but each pass its own. */
  @Test
  void stepsDontReachPassesThatAreOpen() {
    try (Policy policy = policy()) {
      Vectored vectored = Workbench.vectored(policy);
      double[] expected = slope(policy);
      Batch rows = texts("b", "ab");
      try (Forward open = policy.forward(rows, Set.of("logp"), bench.context())) {
        open.output("logp");
        vectored.assign(vectored.parameters().times(0.5));
        assertThat(slope(policy)).isNotEqualTo(expected);
        double[] pulled =
            vectored
                .vector(
                    open.pullback(
                            Map.of(
                                "logp", bench.columns().shapedLike(open.output("logp"), 1, 1, 1)),
                            Set.of())
                        .gradient())
                .toArray();
        assertThat(pulled).containsExactly(expected);
      }
    }
  }

  @Test
  void recordedLogProbabilitiesAreThoseOfScoring() {
    try (Policy policy = policy("temperature", 0.7)) {
      Batch drawn =
          policy
              .as(Sampler.class)
              .orElseThrow()
              .sample(
                  bench.batch("prompt", bench.columns().texts(List.of("", "a", "bab"))),
                  5,
                  bench.context().random(),
                  bench.context());
      assertThat(bench.output(policy, drawn, "logp"))
          .containsExactly(drawn.column("behavior_logp").toArray(), within(1e-12));
    }
  }

  @Test
  void restoresWhatItSavedIntoTheSameModuleOnly() throws IOException {
    State saved;
    double[] parameters;
    try (Policy policy = policy()) {
      Vectored vectored = Workbench.vectored(policy);
      vectored.assign(vectored.parameters().times(0.75));
      parameters = vectored.parameters().toArray();
      saved = policy.save();
    }
    try (Policy restored = policy(module, saved)) {
      assertThat(Workbench.vectored(restored).parameters().toArray()).containsExactly(parameters);
    }
    Path other = directory.resolve("other.pt");
    Files.copy(module, other);
    assertThatThrownBy(() -> policy(other, saved))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("tiny-lm.pt sha256")
        .hasMessageContaining("other.pt sha256");
    assertThatThrownBy(() -> policy(module, saved, "adapters", List.of("block.read")))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("block.read.weight/a [8, 4]");
  }

  @Test
  void refusesWhatIsNoFittingModule() throws IOException {
    assertThatThrownBy(() -> policy(directory.resolve("absent.pt"), null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("absent.pt: no such file");
    Path text = Files.writeString(directory.resolve("text.pt"), "no module");
    assertThatThrownBy(() -> policy(text, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("text.pt is not a TorchScript module");
    byte[] bytes = Files.readAllBytes(module);
    Path cut = Files.write(directory.resolve("cut.pt"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> policy(cut, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("cut.pt is not a TorchScript module");
    // Bytes begin with token 257, and the module has four.
    assertThatThrownBy(() -> policy("alphabet", ""))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("fails on an int64 matrix of tokens (1, 1)")
        .hasMessageContaining("index out of range");
    assertThatThrownBy(() -> policy("adapters", List.of("block.norm")))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("no linear layer 'block.norm'")
        .hasMessageContaining("block.read, block.write");
    assertThatThrownBy(() -> policy("begin", "a"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("name tokens of a tokenizer's file");
  }

  /** The module has eight positions; that context says more is found where they are used. */
  @Test
  void refusesSequencesBeyondTheModulesPositions() {
    try (Policy policy = policy("context", 20)) {
      assertThatThrownBy(() -> bench.output(policy, texts("ab", "abababab"), "logp"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("fails on an int64 matrix of tokens (1, 11)");
    }
    try (Policy policy = policy()) {
      assertThatThrownBy(() -> bench.output(policy, texts("ab", "abababab"), "logp"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 0: the completion has 9 tokens")
          .hasMessageContaining("room for 6");
    }
  }
}
