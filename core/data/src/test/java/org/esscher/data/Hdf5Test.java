package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.esscher.api.Batch;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of steps in HDF5: those that h5py wrote, and those that these tests write and break. */
class Hdf5Test {
  private static final String TYPES =
      "episode_id:integer step:integer observation:number[2] action:number reward:number"
          + " next_observation:number[2] terminated:boolean truncated:boolean";

  @TempDir Path directory;

  /** A log that h5py wrote, by step_logs.py. */
  private Path resource(String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = Hdf5Test.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return file;
  }

  private static String row(
      int episode,
      int step,
      String observed,
      String acted,
      double reward,
      String next,
      String end) {
    return String.join(
        " ",
        "episode_id=" + episode,
        "step=" + step,
        "observation=" + observed,
        "action=" + acted,
        "reward=" + reward,
        "next_observation=" + next,
        "terminated=" + (end.equals("terminated") ? 1 : 0),
        "truncated=" + (end.equals("truncated") ? 1 : 0));
  }

  /** Steps 0 to 2 terminate, 3 and 4 are cut off, 5 and 6 end with the file. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8192})
  void readsD4rlWhateverTheBatch(int batch) throws IOException {
    Path file = resource("d4rl.hdf5");
    List<String> rows = new ArrayList<>();
    try (Arena arena = Arena.root("test");
        BatchReader reader =
            Sources.open(file, ReadOptions.defaults().withBatchRows(batch)).open(arena)) {
      Batch next = reader.next();
      while (next != null) {
        assertThat(next.rows()).isBetween(1, batch);
        rows.addAll(BatchRows.values(next));
        next = reader.next();
      }
    }

    assertThat(rows)
        .containsExactly(
            row(0, 0, "[0.0, 0.0]", "[0.0]", .5, "[1.0, 0.5]", ""),
            row(0, 1, "[1.0, 0.5]", "[-0.5]", 1.5, "[2.0, 1.0]", ""),
            // Nothing follows that has a value.
            row(0, 2, "[2.0, 1.0]", "[-1.0]", 2.5, "[2.0, 1.0]", "terminated"),
            // Of steps 4 and 6 nobody logged what came next.
            row(1, 0, "[3.0, 1.5]", "[-1.5]", 3.5, "[4.0, 2.0]", "truncated"),
            row(2, 0, "[5.0, 2.5]", "[-2.5]", 5.5, "[6.0, 3.0]", "truncated"));
  }

  @Test
  void readsMinariByNumbersOfEpisodes() throws IOException {
    assertThat(BatchRows.read(resource("minari.hdf5"), ReadOptions.defaults()))
        .containsExactly(
            "episode_id:integer step:integer observation:number action:integer reward:number"
                + " next_observation:number terminated:boolean truncated:boolean",
            row(0, 0, "[0.0]", "0", .5, "[1.0]", "terminated"),
            row(1, 0, "[10.0]", "0", .5, "[11.0]", ""),
            row(1, 1, "[11.0]", "1", .5, "[12.0]", "truncated"));
  }

  /** Four steps; by observations the first two are an episode, cut off, and so are the others. */
  private static void chain(WritableGroup log) {
    log.putDataset("observations", new double[][] {{0, 0}, {1, 0}, {5, 0}, {6, 0}});
    log.putDataset("actions", new float[][] {{1}, {2}, {3}, {4}});
    log.putDataset("rewards", new double[] {1, 2, 3, 4});
    log.putDataset("terminals", new byte[] {0, 0, 0, 1});
  }

  private Path written(String name, Consumer<WritableGroup> content) {
    Path file = directory.resolve(name);
    try (WritableHdfFile log = HdfFile.write(file)) {
      content.accept(log);
    }
    return file;
  }

  @Test
  void nextObservationsSayWhereEpisodesAreCutOff() {
    Path file =
        written(
            "next.h5",
            log -> {
              chain(log);
              log.putDataset("next_observations", new double[][] {{1, 0}, {2, 0}, {6, 0}, {7, 0}});
            });

    Path flagged =
        written(
            "flagged.h5",
            log -> {
              chain(log);
              log.putDataset("next_observations", new double[][] {{1, 0}, {2, 0}, {6, 0}, {7, 0}});
              log.putDataset("timeouts", new byte[] {0, 1, 0, 0});
            });

    assertThat(BatchRows.read(flagged, ReadOptions.defaults()))
        .isEqualTo(BatchRows.read(file, ReadOptions.defaults()));
    assertThat(BatchRows.read(file, ReadOptions.defaults().withBatchRows(1)))
        .containsExactly(
            TYPES,
            row(0, 0, "[0.0, 0.0]", "[1.0]", 1, "[1.0, 0.0]", ""),
            row(0, 1, "[1.0, 0.0]", "[2.0]", 2, "[2.0, 0.0]", "truncated"),
            row(1, 0, "[5.0, 0.0]", "[3.0]", 3, "[6.0, 0.0]", ""),
            row(1, 1, "[6.0, 0.0]", "[4.0]", 4, "[7.0, 0.0]", "terminated"));
  }

  /** Packed chunks of three rows, which batches of two cross. */
  @Test
  void readsPackedChunks() {
    int rows = 50;
    double[][] observations = new double[rows][2];
    Arrays.setAll(observations, row -> new double[] {row, row / 2.0});
    double[] counted = new double[rows];
    Arrays.setAll(counted, row -> row);
    byte[] none = new byte[rows];
    Path file =
        written(
            "packed.hdf5",
            log -> {
              log.putDataset("observations", observations, packed(3, 1));
              log.putDataset("actions", new float[rows][1], packed(3, 1));
              log.putDataset("rewards", counted, packed(3));
              log.putDataset("terminals", none, packed(3));
              log.putDataset("timeouts", none, packed(3));
            });

    List<String> read = BatchRows.read(file, ReadOptions.defaults().withBatchRows(2));
    assertThat(read).hasSize(rows); // The types, and all rows but the last.
    assertThat(read.get(rows - 1))
        .isEqualTo(row(0, 48, "[48.0, 24.0]", "[0.0]", 48, "[49.0, 24.5]", "truncated"));
  }

  private static DatasetCreationOptions packed(int... chunk) {
    return DatasetCreationOptions.builder().chunkDimensions(chunk).shuffle().deflate(6).build();
  }

  @Test
  void episodesOfSeveralFilesAreCountedOn() throws IOException {
    Path file = resource("minari.hdf5");
    Path copy = Files.copy(file, directory.resolve("copy.hdf5"));
    try (Arena arena = Arena.root("test")) {
      Batch both = Sources.open(List.of(file, copy), ReadOptions.defaults()).readAll(arena);
      assertThat(both.column("episode_id").toArray()).containsExactly(0, 1, 1, 2, 3, 3);
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(Path file) {
    return assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults()))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA))
        .hasMessageContaining(String.valueOf(file.getFileName()));
  }

  @Test
  void refusesFilesThatBreakOff() throws IOException {
    byte[] whole = Files.readAllBytes(resource("d4rl.hdf5"));
    for (int length = 0; length < whole.length; length += whole.length / 40) {
      Path half = directory.resolve("half-" + length + ".hdf5");
      Files.write(half, Arrays.copyOf(whole, length));
      refused(half);
    }
    refused(BatchRows.file(directory, "text.h5", "observation,action\n0,1\n"))
        .hasMessageContaining("can't be read");
  }

  /** Whatever a wrong byte makes of a file, it is read or refused. */
  @ParameterizedTest
  @ValueSource(strings = {"d4rl.hdf5", "minari.hdf5"})
  void damageIsRefusedOrHarmless(String name) throws IOException {
    byte[] whole = Files.readAllBytes(resource(name));
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] = (byte) random.nextInt(256);
      Path file = directory.resolve("damaged-" + i + ".hdf5");
      Files.write(file, damaged);
      try {
        assertThat(BatchRows.read(file, ReadOptions.defaults())).isNotEmpty();
      } catch (EsscherException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.DATA);
      }
      Files.delete(file);
    }
  }

  /** Seven rows that claim to be 2³⁰, wherever the file says how many they are. */
  @Test
  void refusesClaimsThatAFileCannotHold() throws IOException {
    Path file = resource("d4rl.hdf5");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + Long.BYTES <= bytes.capacity(); at++) {
      if (bytes.getLong(at) == 7) {
        bytes.putLong(at, 1L << 30);
      }
    }
    Files.write(file, bytes.array());
    // Two float32 a row.
    refused(file).hasMessageContaining("it claims 8589934592 bytes, more than a file of");
  }

  @Test
  void refusesWhatIsNoLogOfSteps() {
    refused(written("other.h5", log -> log.putDataset("images", new int[] {1})))
        .hasMessageContaining("[images]")
        .hasMessageContaining("episode_0");
    refused(
            written(
                "few.h5",
                log -> {
                  log.putDataset("observations", new double[] {1, 2});
                  log.putDataset("actions", new int[] {1, 2});
                }))
        .hasMessageContaining("no data set '/rewards' among [actions, observations]");
    refused(written("chain.h5", Hdf5Test::chain))
        .hasMessageContaining("neither timeouts nor next_observations");
    refused(written("pixels.h5", log -> log.putDataset("observations", new double[2][2][2])))
        .hasMessageContaining("'/observations': it has the dimensions [2, 2, 2]");
    refused(written("dictionary.h5", log -> log.putGroup("observations").putDataset("a", 1)))
        .hasMessageContaining("'/observations' is a group of [a]");
  }

  private Path changed(String name, Object values) {
    return written(
        name + ".h5",
        log -> {
          for (String data :
              List.of("observations", "actions", "rewards", "terminals", "timeouts")) {
            log.putDataset(data, data.equals(name) ? values : new double[] {0, 0, 0});
          }
        });
  }

  @Test
  void refusesDataSetsThatDoNotFit() {
    refused(changed("actions", new double[] {1, 2}))
        .hasMessageContaining("'/actions': it has 2 rows, but 3 are needed");
    refused(changed("rewards", new double[3][2]))
        .hasMessageContaining("'/rewards': it holds vectors of 2");
    refused(changed("rewards", new String[] {"a", "b", "c"}))
        .hasMessageContaining("'/rewards': it holds values of the type String");
    refused(changed("terminals", new int[] {0, 2, 0}))
        .hasMessageContaining("'/terminals': row 1 (from 0) is 2.0, but true or false");
    refused(changed("observations", new double[] {0, Double.NaN, 0}))
        .hasMessageContaining("row 1 (from 0), column 'observation', value NaN");
  }

  /** Episodes of two steps, with some change. */
  private Path episodes(String name, String changed, Object values) {
    return written(
        name,
        log -> {
          for (int i = 0; i < 2; i++) {
            WritableGroup episode = log.putGroup("episode_" + i);
            boolean here = i == 1;
            put(episode, here, "observations", new double[3], changed, values);
            put(episode, here, "actions", new double[2], changed, values);
            put(episode, here, "rewards", new double[2], changed, values);
            put(episode, here, "terminations", new byte[2], changed, values);
            put(episode, here, "truncations", new byte[2], changed, values);
          }
        });
  }

  private static void put(
      WritableGroup episode,
      boolean here,
      String name,
      Object usual,
      String changed,
      Object other) {
    episode.putDataset(name, here && name.equals(changed) ? other : usual);
  }

  @Test
  void refusesEpisodesThatContradictThemselves() {
    refused(episodes("short.h5", "observations", new double[2]))
        .hasMessageContaining("'/episode_1/observations': it has 2 rows, but 3 are needed");
    refused(episodes("early.h5", "terminations", new byte[] {1, 0}))
        .hasMessageContaining("episode_1, step 0 (from 0): the episode ends here, but 1 steps");
    refused(episodes("wide.h5", "actions", new double[2][2]))
        .hasMessageContaining("actions of episode_1 are vectors of 2 numbers")
        .hasMessageContaining("before numbers");
  }

  private static List<Double> fractions(Path file) {
    List<Double> fractions = new ArrayList<>();
    Source source =
        Sources.open(file, ReadOptions.defaults().withBatchRows(1))
            .watched((rows, fraction) -> fractions.add(fraction));
    try (Arena arena = Arena.root("test")) {
      source.readAll(arena);
    }
    return fractions;
  }

  /** The second and the last of four steps have no next observation; two episodes of two steps. */
  @Test
  void tellsHowManyStepsWereRead() {
    Path log =
        written(
            "told.h5",
            group -> {
              chain(group);
              group.putDataset("timeouts", new byte[] {0, 1, 0, 0});
            });
    assertThat(fractions(log)).containsExactly(0.25, 0.75, 1.0);
    assertThat(fractions(episodes("told-episodes.h5", "", 0)))
        .containsExactly(0.25, 0.5, 0.75, 1.0);
  }

  @Test
  void isNotWritten() {
    try (Arena arena = Arena.root("test")) {
      Batch batch = arena.batch(Map.of("reward", arena.numbers(1)));
      assertThatThrownBy(() -> Sinks.write(directory.resolve("out.hdf5"), batch))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("read, but not written");
      assertThat(directory).isEmptyDirectory();
    }
  }
}
