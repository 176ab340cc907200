package org.esscher.neural;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.NextDistribution;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.api.Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemory.class)
class TransformerLmTest {
  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  /** Small, and moved off its first parameters, so that it prefers something. */
  private Policy model(String alphabet, Precision precision, Map<String, ?> config) {
    Map<String, Object> all = new HashMap<>();
    all.put("alphabet", alphabet);
    all.put("context", 16);
    all.put("maxPrompt", 8);
    all.put("maxTokens", 4);
    all.put("layers", 2);
    all.put("heads", 2);
    all.put("width", 8);
    all.put("precision", precision == Precision.FLOAT64 ? "float64" : "float32");
    all.putAll(config);
    Policy policy =
        bench.component(PolicyProvider.class, "transformer-lm", all).create(bench.context(), null);
    double[] parameters = Workbench.vectored(policy).parameters().toArray();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += 0.3 * bench.context().random().nextGaussian();
    }
    Workbench.vectored(policy).assign(Vector.of(parameters));
    return policy;
  }

  private Batch texts(List<String> prompts, List<String> completions) {
    return bench.batch(
        "prompt", bench.columns().texts(prompts), "completion", bench.columns().texts(completions));
  }

  private Batch sample(Policy policy, Batch contexts, int each) {
    return policy
        .as(Sampler.class)
        .orElseThrow()
        .sample(contexts, each, bench.context().random(), bench.context());
  }

  private static Batch prompts(Workbench bench, String... prompts) {
    return bench.batch("prompt", bench.columns().texts(List.of(prompts)));
  }

  /** A token a byte, and the end: "é" has two bytes. */
  @Test
  void logProbabilitiesAreListsOverTokens() {
    Policy policy = model("", Precision.FLOAT64, Map.of());
    Batch rows = texts(List.of("x", "", "yz"), List.of("ab", "", "é"));
    try (Forward forward = policy.forward(rows, Set.of("logp"), bench.context())) {
      Column logp = forward.output("logp");
      assertThat(new int[] {logp.start(1), logp.start(2), logp.start(3)}).containsExactly(3, 4, 7);
      for (double each : logp.toArray()) {
        assertThat(each).isNegative();
      }
    }
  }

  /** The chain rule: what the next-token distribution says along a text is its log-probability. */
  @Test
  void logProbabilitiesAreThoseOfTheNextToken() {
    Policy policy = model("abc", Precision.FLOAT64, Map.of());
    double[] logp = bench.output(policy, texts(List.of("ca"), List.of("bb")), "logp");
    int[] tokens = {1, 1, 3};
    String[] prefixes = {"", "b", "bb"};
    for (int i = 0; i < 3; i++) {
      Column next =
          policy
              .as(NextDistribution.class)
              .orElseThrow()
              .nextLogp(texts(List.of("ca"), List.of(prefixes[i])), bench.context());
      assertThat(next.width()).isEqualTo(4);
      assertThat(next.at(tokens[i])).isEqualTo(logp[i], within(1e-12));
      assertThat(Arrays.stream(next.toArray()).map(Math::exp).sum()).isEqualTo(1, within(1e-12));
    }
  }

  /** Letters in the order of the alphabet, then the end; a byte may be part of a character. */
  @Test
  void theVocabularySaysWhatAppendingATokenAppends() {
    Policy letters = model("cab", Precision.FLOAT32, Map.of());
    Policy bytes = model("", Precision.FLOAT32, Map.of());
    assertThat(letters.as(NextDistribution.class).orElseThrow().vocabulary())
        .containsExactly("c", "a", "b", "");
    assertThat(bytes.as(NextDistribution.class).orElseThrow().vocabulary()).isEmpty();
  }

  /**
   * All texts of up to two letters, by the chain rule, against 20,000 draws: a share p of n draws
   * has standard error √(p(1−p)/n) ≤ 0.0036, and five of them are allowed.
   */
  @Test
  void samplesFollowTheDistribution() {
    Policy policy = model("ab", Precision.FLOAT64, Map.of("maxTokens", 2));
    int draws = 20_000;
    Batch drawn = sample(policy, prompts(bench, "ba"), draws);
    Map<String, Integer> counts = new HashMap<>();
    for (int row = 0; row < draws; row++) {
      String key =
          drawn.column("completion").text(row)
              + (drawn.column("truncated").at(row) == 1 ? "…" : "");
      counts.merge(key, 1, Integer::sum);
    }
    List<String> texts = List.of("", "a", "b", "aa", "ab", "ba", "bb");
    double total = 0;
    for (String text : texts) {
      boolean cut = text.length() == 2;
      Batch row =
          texts(List.of("ba"), List.of(text)).with("truncated", bench.columns().booleans(cut));
      double p = Math.exp(Arrays.stream(bench.output(policy, row, "logp")).sum());
      total += p;
      double share = counts.getOrDefault(text + (cut ? "…" : ""), 0) / (double) draws;
      assertThat(share).as(text).isEqualTo(p, within(5 * Math.sqrt(p * (1 - p) / draws)));
    }
    assertThat(total).isEqualTo(1, within(1e-12));
  }

  /** With prompts of different lengths: the cache, its padding and the positions are right. */
  @Test
  void recordedLogProbabilitiesAreThoseOfScoring() {
    for (double temperature : new double[] {1, 0.6}) {
      Policy policy = model("", Precision.FLOAT64, Map.of("temperature", temperature));
      Batch drawn = sample(policy, prompts(bench, "", "a", "abcdefgh", "äöü"), 5);
      double[] recorded = drawn.column("behavior_logp").toArray();
      double[] scored = bench.output(policy, drawn, "logp");
      assertThat(scored).hasSameSizeAs(recorded);
      for (int i = 0; i < scored.length; i++) {
        assertThat(scored[i]).isEqualTo(recorded[i], within(1e-9));
      }
    }
  }

  /** Float32 keeps seven digits; log-probabilities here are some nats. */
  @Test
  void recordedLogProbabilitiesAreThoseOfScoringInFloat32() {
    Policy policy = model("", Precision.FLOAT32, Map.of());
    Batch drawn = sample(policy, prompts(bench, "", "abcdefgh"), 10);
    double[] recorded = drawn.column("behavior_logp").toArray();
    double[] scored = bench.output(policy, drawn, "logp");
    for (int i = 0; i < scored.length; i++) {
      assertThat(scored[i]).isEqualTo(recorded[i], within(2e-5));
    }
  }

  @Test
  void topOneIsTheMostLikelyWithProbabilityOne() {
    Policy policy = model("abc", Precision.FLOAT64, Map.of("topK", 1));
    Batch drawn = sample(policy, prompts(bench, "ab"), 3);
    assertThat(drawn.column("behavior_logp").toArray()).containsOnly(0);
    assertThat(drawn.column("completion").text(1)).isEqualTo(drawn.column("completion").text(0));
  }

  /** Padding to the longest row changes a row's outputs by rounding only. */
  @Test
  void rowsDontDependOnTheirBatchMates() {
    Policy policy = model("", Precision.FLOAT32, Map.of());
    Batch rows =
        texts(List.of("a", "bcd", "", "efghijkl"), List.of("x", "yz", "1234567", "longest"));
    for (String output : List.of("logp", "entropy", "log_normalizer")) {
      try (Forward all = policy.forward(rows, Set.of(output), bench.context())) {
        Column together = all.output(output);
        for (int row = 0; row < 4; row++) {
          double[] alone = bench.output(policy, rows.take(row), output);
          for (int i = 0; i < alone.length; i++) {
            assertThat(together.at(together.start(row) + i)).isEqualTo(alone[i], within(1e-5));
          }
        }
      }
    }
  }

  /**
   * 400 rows of 13 tokens don't fit what is kept: parts are computed again. The gradient is the sum
   * of the halves', which are kept.
   */
  @Test
  void gradientsOfLargeBatchesAreSumsOfParts() {
    Policy policy = model("", Precision.FLOAT64, Map.of());
    List<String> prompts = new ArrayList<>();
    List<String> completions = new ArrayList<>();
    for (int row = 0; row < 400; row++) {
      prompts.add("p" + row % 10);
      completions.add("answer " + row);
    }
    Batch rows = texts(prompts, completions);
    double[] whole = summed(policy, rows);
    int[] first = new int[200];
    int[] second = new int[200];
    Arrays.setAll(first, i -> i);
    Arrays.setAll(second, i -> 200 + i);
    double[] left = summed(policy, rows.take(first));
    double[] right = summed(policy, rows.take(second));
    for (int i = 0; i < whole.length; i++) {
      assertThat(whole[i]).isEqualTo(left[i] + right[i], within(1e-9 * (1 + Math.abs(whole[i]))));
    }
  }

  private double[] summed(Policy policy, Batch rows) {
    double[] ones = new double[bench.output(policy, rows, "logp").length];
    Arrays.fill(ones, 1);
    return bench.gradient(policy, rows, "logp", ones);
  }

  @Test
  void longPromptsAreGivenByTheirEnd() {
    Policy policy = model("", Precision.FLOAT64, Map.of());
    double[] long1 = bench.output(policy, texts(List.of("one 12345678"), List.of("x")), "logp");
    double[] long2 = bench.output(policy, texts(List.of("other 12345678"), List.of("x")), "logp");
    double[] whole = bench.output(policy, texts(List.of("12345678"), List.of("x")), "logp");
    assertThat(long1).containsExactly(whole);
    assertThat(long2).containsExactly(whole);
    // Eight bytes would begin inside 'é': seven are left.
    double[] split = bench.output(policy, texts(List.of("é1234567"), List.of("x")), "logp");
    double[] kept = bench.output(policy, texts(List.of("1234567"), List.of("x")), "logp");
    assertThat(split).containsExactly(kept);
  }

  /** Context 16 holds the begin, two of the prompt, 13 of the completion; the end is not read. */
  @Test
  void longCompletionsAreRefusedOrCut() {
    Batch fits = texts(List.of("ab"), List.of("1234567890123"));
    Batch rows = texts(List.of("a", "ab"), List.of("x", "12345678901234"));
    Policy refuses = model("", Precision.FLOAT32, Map.of());
    assertThat(bench.output(refuses, fits, "logp")).hasSize(14);
    assertThatThrownBy(() -> bench.output(refuses, rows, "logp"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1: the completion has 15 tokens, its end included")
        .hasMessageContaining("room for 14 after 2 of the prompt");
    Policy cuts = model("", Precision.FLOAT32, Map.of("longCompletions", "cut"));
    assertThat(bench.output(cuts, rows, "cut_tokens")).containsExactly(0, 1);
    assertThat(bench.output(cuts, rows, "logp")).hasSize(2 + 14);
  }

  @Test
  void refusesWhatItCannotRead() {
    Policy letters = model("abc", Precision.FLOAT32, Map.of());
    assertThatThrownBy(() -> bench.output(letters, texts(List.of("a"), List.of("ax")), "logp"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0, column 'completion'")
        .hasMessageContaining("'x' is not in the alphabet");
    Batch hot = texts(List.of("a"), List.of("b")).with("temperature", bench.columns().numbers(0));
    assertThatThrownBy(() -> bench.output(letters, hot, "logp"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("column 'temperature'");
    assertThatThrownBy(() -> model("", Precision.FLOAT32, Map.of("heads", 3)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("3 heads don't divide a width of 8");
    assertThatThrownBy(() -> model("", Precision.FLOAT32, Map.of("maxTokens", 9)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("exceed the context of 16");
  }

  /** Uniform over what may follow: at parameters 0, ln 5 for four letters and the end. */
  @Test
  void entropyOfTheUniformDistribution() {
    Policy policy = model("abcd", Precision.FLOAT64, Map.of());
    Workbench.vectored(policy).assign(Workbench.vectored(policy).parameters().times(0));
    Batch row = texts(List.of("a"), List.of("b"));
    assertThat(bench.output(policy, row, "entropy"))
        .containsExactly(new double[] {Math.log(5), Math.log(5)}, within(1e-12));
    assertThat(bench.output(policy, row, "logp"))
        .containsExactly(new double[] {-Math.log(5), -Math.log(5)}, within(1e-12));
  }

  /** A policy over the tokens a, b, ab and the end. */
  private Policy overTokens(Path directory) throws IOException {
    Path file = directory.resolve("tokenizer.json");
    try (InputStream in =
        requireNonNull(TransformerLmTest.class.getResourceAsStream("tokenizer.json"))) {
      Files.copy(in, file);
    }
    return model("", Precision.FLOAT64, Map.of("tokenizer", file.toString(), "end", "<end>"));
  }

  /** The same text may come as 'ab' or as 'a' and 'b': its tokens are recorded, and scored. */
  @Test
  void sampledTokensAreRecordedWhereTextsDontTell(@TempDir Path directory) throws IOException {
    try (Policy policy = overTokens(directory)) {
      Batch drawn = sample(policy, prompts(bench, "ab", ""), 100);
      assertThat(bench.output(policy, drawn, "logp"))
          .containsExactly(drawn.column("behavior_logp").toArray(), within(1e-9));
      // 'a', then 'b': not how the tokenizer encodes it.
      Batch split =
          texts(List.of(""), List.of("ab"))
              .with("tokens", bench.columns().lists(new int[] {0, 2}, 0, 1));
      assertThat(bench.output(policy, split, "logp")).hasSize(3);
      assertThat(bench.output(policy, texts(List.of(""), List.of("ab")), "logp")).hasSize(2);
    }
  }

  @Test
  void refusesTokensThatAreNotTheText(@TempDir Path directory) throws IOException {
    try (Policy policy = overTokens(directory)) {
      Batch other =
          texts(List.of(""), List.of("ab"))
              .with("tokens", bench.columns().lists(new int[] {0, 1}, 1));
      assertThatThrownBy(() -> bench.output(policy, other, "logp"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 0: the column 'tokens' says 'b', but 'completion' is 'ab'");
      Batch beyond =
          texts(List.of(""), List.of("ab"))
              .with("tokens", bench.columns().lists(new int[] {0, 1}, 4));
      assertThatThrownBy(() -> bench.output(policy, beyond, "logp"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 0, column 'tokens': token 0 is 4.0")
          .hasMessageContaining("from 0 to 3");
      // As logs from elsewhere have it: it would be scored twice.
      Batch ended =
          texts(List.of(""), List.of("ab"))
              .with("tokens", bench.columns().lists(new int[] {0, 2}, 2, 3));
      assertThatThrownBy(() -> bench.output(policy, ended, "logp"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 0, column 'tokens': token 1 is 3, the end");
    }
  }
}
