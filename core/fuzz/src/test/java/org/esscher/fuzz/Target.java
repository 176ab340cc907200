package org.esscher.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.esscher.api.Estimator;
import org.esscher.api.ModelProvider;
import org.esscher.cli.report.Report;
import org.esscher.data.Arena;
import org.esscher.data.BatchReader;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.neural.internal.language.Tokenizing;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.config.ConfigTree;
import org.esscher.runtime.internal.run.Decoding;
import org.esscher.runtime.internal.wiring.CallContext;

/**
 * What reads bytes of others. Each takes any bytes, and gives something or throws an {@link
 * org.esscher.api.EsscherException}; all else, a hang, and memory far beyond the bytes is a
 * finding.
 *
 * <p>A further format of rows is one line here and a folder of small files in the corpus.
 */
enum Target {
  /** JSON lines, the layouts of public data among them. */
  JSON_LINES(rows("rows.jsonl", 1)),
  /** CSV. */
  CSV(rows("rows.csv", 1)),
  /** Packed JSON lines: deflate packs a thousand to one. */
  GZIP(rows("rows.jsonl.gz", 1000)),
  /** Arrow IPC, file and stream. */
  ARROW(rows("rows.arrow", 1)),
  /** Parquet: its encodings repeat a value as often as a number says. */
  PARQUET(rows("rows.parquet", 1000)),
  /** HDF5, whose datasets may be packed too. */
  HDF5(rows("rows.hdf5", 1000)),
  /** YAML, bound to a component. */
  YAML(
      (input, directory) ->
          bind(ConfigTree.read(Files.write(directory.resolve("config.yaml"), input)))),
  /** JSON, bound to a component. */
  JSON(
      (input, directory) ->
          bind(ConfigTree.read(Files.write(directory.resolve("config.json"), input)))),
  /** A setting {@code key=value}, bound to a component. */
  SETTING(
      (input, directory) -> {
        String text = new String(input, StandardCharsets.UTF_8);
        int equals = Math.max(0, text.indexOf('='));
        bind(ConfigTree.with(Map.of(), text.substring(0, equals), text.substring(equals)));
      }),
  /** The body of a checkpoint, and rows that it holds. */
  CHECKPOINT(
      (input, directory) -> {
        try (RootAllocator memory = new RootAllocator();
            Arena arena = new Arena(memory, "fuzz")) {
          Decoding.checkpoint(input, arena);
          requireBounded(memory, input.length);
        }
      }),
  /** A saved model, and the model. */
  MODEL(
      (input, directory) -> {
        Path file = Files.write(directory.resolve("model.json"), input);
        ModelProvider provider = host().savedModel(file);
        try (Arena arena = host().arena("fuzz");
            var model =
                provider.create(
                    new CallContext(
                        arena, 1, CallContext.NO_ROLES, host().services().components(), "fuzz"),
                    null)) {
          model.save();
        }
      }),
  /** The tokens of a neural model. */
  TOKENIZER(
      (input, directory) ->
          Tokenizing.use(Files.write(directory.resolve("tokenizer.json"), input))),
  /** A run directory's metrics and, after an empty line, its tables, in a report. */
  REPORT(
      (input, directory) -> {
        Path run = Files.createDirectories(directory.resolve("run"));
        int middle = emptyLine(input);
        Files.writeString(run.resolve("config.json"), "{\"recipe\": {\"id\": \"x\"}, \"seed\": 1}");
        Files.write(run.resolve("status.json"), input);
        Files.write(run.resolve("metrics.jsonl"), Arrays.copyOf(input, middle));
        Files.write(run.resolve("tables.jsonl"), Arrays.copyOfRange(input, middle, input.length));
        PageScripts.requireOwn(Report.html(List.of(run)));
      }),
  /** A plugin's jar. */
  JAR(
      (input, directory) -> {
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        Files.write(plugins.resolve("plugin.jar"), input);
        try (Esscher host = Esscher.builder().plugins(plugins).build()) {
          host.components();
        }
      });

  /** Takes bytes. */
  private interface Taker {
    void take(byte[] input, Path directory) throws IOException;
  }

  /** Made when the first target needs it. */
  private static final class Host {
    static final Esscher ESSCHER =
        Esscher.builder().classPath(Target.class.getClassLoader()).build();
  }

  /** Bytes that a reader may hold beside what it reads: buffers of a batch of few rows. */
  private static final long SLACK = 64L << 20;

  /** In-memory bytes of one read: a vector's offset and value a digit, with room to grow. */
  private static final long EXPANSION = 200;

  // Functions without a state, which the checker can't know.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Taker taker;

  Target(Taker taker) {
    this.taker = taker;
  }

  /** As directories of the corpus and options say it. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Target of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /**
   * Reads.
   *
   * @param input any bytes
   * @param directory where files may be written
   */
  void take(byte[] input, Path directory) throws IOException {
    taker.take(input, directory);
  }

  /** Rows of a file whose suffix says the format, which packs so many bytes into one at most. */
  private static Taker rows(String name, long packed) {
    return (input, directory) -> {
      Path file = Files.write(directory.resolve(name), input);
      try (RootAllocator memory = new RootAllocator();
          Arena arena = new Arena(memory, "fuzz")) {
        try (BatchReader reader =
            Sources.open(file, ReadOptions.defaults().withBatchRows(64)).open(arena)) {
          while (reader.next() != null) {
            requireBounded(memory, packed * input.length);
          }
        } finally {
          requireBounded(memory, packed * input.length);
        }
      }
    };
  }

  private static void requireBounded(RootAllocator memory, long size) {
    long peak = memory.getPeakMemoryAllocation();
    if (peak > SLACK + EXPANSION * size) {
      throw new AssertionError(size + " bytes claimed " + peak);
    }
  }

  private static Esscher host() {
    return Host.ESSCHER;
  }

  /** An estimator with enums and bounds. */
  private static void bind(Map<String, Object> fields) {
    host().component(Estimator.class, "grpo", fields);
  }

  /** Where the first empty line begins; the end where there is none. */
  private static int emptyLine(byte[] input) {
    for (int i = 1; i < input.length; i++) {
      if (input[i - 1] == '\n' && input[i] == '\n') {
        return i;
      }
    }
    return input.length;
  }
}
