package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sink;
import org.esscher.data.Sinks;
import org.esscher.data.Source;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PassListener;
import org.esscher.runtime.internal.run.SavedModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log of 300,000 decisions, three pieces, with rewards that are no whole numbers, so that the
 * order of their sums shows in the last digits.
 */
class StreamedEvaluationTest {
  private static final int ACTIONS = 4;
  private static final int SEGMENTS = 10;

  @TempDir static Path directory = Path.of("");

  private static Path log = Path.of("");
  private static Path policy = Path.of("");

  @BeforeAll
  static void write() {
    log = write("log.parquet", 300_000, 0);
    policy = directory.resolve("policy.json");
    double[] logits = random().doubles(SEGMENTS * ACTIONS, -2, 2).toArray();
    try (Esscher host =
        Esscher.builder().classPath(StreamedEvaluationTest.class.getClassLoader()).build()) {
      Map<String, ?> config =
          Map.of("context", List.of("cohort"), "contexts", SEGMENTS, "actions", ACTIONS);
      PolicyProvider tabular = host.component(PolicyProvider.class, "tabular-softmax", config);
      SavedModel.of((Record) tabular, State.empty().with("logits", logits)).write(policy);
    }
  }

  private static RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(7);
  }

  private static Path write(String name, int rows, int features) {
    Path file = directory.resolve(name);
    RandomGenerator random = random();
    try (Sink sink = Sinks.open(file)) {
      // Of sizes that are no parts of a shard, so that neither are record batches.
      for (int left = rows; left > 0; left -= 50_000) {
        try (Arena arena = Arena.root("test")) {
          sink.write(rows(arena, Math.min(left, 50_000), features, random));
        }
      }
      sink.commit();
    }
    return file;
  }

  private static Batch rows(Arena arena, int rows, int features, RandomGenerator random) {
    long[] segment = new long[rows];
    long[] action = new long[rows];
    double[] propensity = new double[rows];
    double[] reward = new double[rows];
    for (int row = 0; row < rows; row++) {
      segment[row] = random.nextInt(SEGMENTS);
      action[row] = random.nextInt(ACTIONS);
      propensity[row] = 0.05 + 0.9 * random.nextDouble();
      reward[row] = random.nextGaussian() * (1 + action[row]);
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("cohort", arena.integers(segment));
    columns.put("action", arena.integers(action));
    columns.put("propensity", arena.numbers(propensity));
    columns.put("reward", arena.numbers(reward));
    if (features > 0) {
      double[] numbers = random.doubles((long) features * rows).toArray();
      columns.put("features", arena.vectors(features, numbers));
    }
    return arena.batch(columns);
  }

  private static String evaluated(Path file, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("evaluate", policy.toString(), "--data", file.toString(), "--seed", "3", "--json"));
    arguments.addAll(List.of(more));
    Invocation invocation = Invocation.of(arguments.toArray(String[]::new));
    assertThat(invocation.code()).as(invocation.err()).isZero();
    return invocation.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void theNumbersAreThoseOfTheLogInMemory(String threads) {
    String whole = evaluated(log);
    assertThat(whole).contains("\"switch-dr\"").contains("\"rows\" : 300000");
    assertThat(evaluated(log, "--stream", "--threads", threads)).isEqualTo(whole);
  }

  @Test
  void arrowFilesAreReadInPartsToo() {
    Path arrow = write("log.arrow", 140_000, 2);
    assertThat(evaluated(arrow, "--stream")).isEqualTo(evaluated(arrow));
  }

  @Test
  void otherFormatsAreRefused() throws IOException {
    Path file = directory.resolve("log.jsonl");
    Files.writeString(file, "{\"action\": 0, \"propensity\": 1, \"reward\": 1}\n");
    Invocation invocation =
        Invocation.of("evaluate", "uniform", "--data", file.toString(), "--stream");
    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.err()).contains("write it as .parquet or .arrow");
  }

  @Test
  void aColumnThatIsMissingIsNamed() {
    Path file = directory.resolve("short.parquet");
    try (Arena arena = Arena.root("test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("action", arena.integers(0, 1));
      columns.put("reward", arena.numbers(0, 1));
      Sinks.write(file, arena.batch(columns));
    }
    Invocation invocation =
        Invocation.of("evaluate", "uniform", "--data", file.toString(), "--stream");
    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.err()).contains("there is no column 'propensity'");
  }

  /** Row 200,000 is the 68,928th of the second piece. */
  @Test
  void badWeightsAreNamedByTheirRowInTheLog() {
    Path file = directory.resolve("tiny.parquet");
    try (Arena arena = Arena.root("test")) {
      double[] propensity = new double[200_010];
      Arrays.fill(propensity, 0.5);
      propensity[200_000] = Double.MIN_VALUE;
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("action", arena.integers(new long[200_010]));
      columns.put("propensity", arena.numbers(propensity));
      columns.put("reward", arena.numbers(new double[200_010]));
      Sinks.write(file, arena.batch(columns));
    }
    Invocation invocation =
        Invocation.of(
            "evaluate", "uniform", "--data", file.toString(), "--stream", "--set", "actions=2");
    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.err()).contains("row 200000: the importance weight is Infinity");
  }

  /**
   * A million rows of 12 numbers, 96 MB, by a process with a heap of 40 MB. What lies outside the
   * heap is held against a third of the file.
   */
  @Test
  @Tag("slow")
  void aLogLargerThanTheHeapIsEvaluated() throws IOException, InterruptedException {
    Path file = write("large.arrow", 1_000_000, 8);
    assertThat(Files.size(file)).isGreaterThan(96_000_000);
    Path out = directory.resolve("out.txt");
    Path taken = directory.resolve("taken.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LargeLog.class.getName(),
                file.toString(),
                taken.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    long peak = Long.parseLong(Files.readString(taken));
    assertThat(peak).isLessThan(Files.size(file) / 3);
  }

  /** How often each pass goes over the rows; it goes from no row to the last. */
  private static List<Long> passes(List<List<Long>> told) {
    List<Long> passes = new ArrayList<>();
    long done = 0;
    long rows = 0;
    for (List<Long> one : told) {
      if (one.get(1) == 0) {
        assertThat(done).as("pass %d is whole", passes.size()).isEqualTo(rows);
        rows = one.get(2);
        passes.add(rows / 300_000);
      } else {
        assertThat(one.get(1)).isGreaterThan(done);
      }
      assertThat(one.get(0)).isEqualTo(passes.size());
      assertThat(one.get(2)).isEqualTo(rows);
      done = one.get(1);
    }
    assertThat(done).isEqualTo(rows);
    return passes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aListenerIsToldOfWholePasses(int threads) {
    List<List<Long>> told = new ArrayList<>();
    PassListener listener = (pass, done, rows) -> told.add(List.of((long) pass, done, rows));
    try (Esscher host =
            Esscher.builder()
                .classPath(StreamedEvaluationTest.class.getClassLoader())
                .threads(threads)
                .build();
        Arena arena = host.arena("log")) {
      Source source = Sources.open(log, ReadOptions.defaults());
      host.evaluate(host.savedModel(policy), source.stored(), 3, "local", Map.of(), listener);
      // The look at the weights, then at least one of the estimators.
      assertThat(passes(told)).hasSizeGreaterThan(1).containsOnly(1L);
      told.clear();
      host.evaluate(host.savedModel(policy), source.readAll(arena), 3, listener);
      // The policy's probabilities, the table of rewards, five estimators.
      assertThat(passes(told)).containsExactly(1L, 1L, 5L);
    }
  }
}
