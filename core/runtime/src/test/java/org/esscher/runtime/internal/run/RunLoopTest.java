package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunLoopTest {
  @TempDir Path temporary;
  private final TestHost host = new TestHost();

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  private Recipe everything(int steps) {
    return host.component(Recipe.class, "test-everything", Map.of("steps", steps));
  }

  private RunResult run(Recipe recipe, Path directory) {
    return host.run(recipe, directory, false, RunListener.NONE, TestHost.ALWAYS);
  }

  private EsscherException refused(Recipe recipe, Path directory, boolean resume) {
    return catchThrowableOfType(
        EsscherException.class,
        () -> host.run(recipe, directory, resume, RunListener.NONE, TestHost.ALWAYS));
  }

  private static String status(Path directory) throws IOException {
    return Files.readString(directory.resolve("status.json"));
  }

  @Test
  void equalSeedsGiveEqualRunsAndOthersDiffer() throws IOException {
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");
    Path other = temporary.resolve("other");
    run(everything(4), first);
    run(everything(4), second);
    host.run(
        new RunRequest(everything(4), TestHost.LINE_DATA, other, 6, false, RunListener.NONE),
        TestHost.NEVER);
    Map<String, byte[]> wanted = TestHost.results(first);
    Map<String, byte[]> again = TestHost.results(second);
    assertThat(again.keySet()).isEqualTo(wanted.keySet());
    again.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(wanted.get(name)));
    assertThat(TestHost.results(other).get("models/line.json"))
        .isNotEqualTo(wanted.get("models/line.json"));
    assertThat(status(first)).contains("\"finished\"");
  }

  /** A recipe that reads a file, and does one step. */
  private record Reader() implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of();
    }

    @Override
    public Map<String, Boolean> sources() {
      return Map.of("log", true, "other", false);
    }

    @Override
    public State start(Run run) {
      return State.empty();
    }

    @Override
    public State step(State state, Run run) {
      return state.with("done", 1);
    }

    @Override
    public double progress(State state) {
      return state.number("done", 0);
    }
  }

  /** The first source can't be read, but what is wrong with the second needs no reading. */
  @ParameterizedTest
  @CsvSource({
    "absent.csv, there is no file absent.csv",
    "test-line-dta, did you mean 'test-line-data'?",
    "x.orc, the suffix of x.orc is not known",
  })
  void allSourcesAreLookedForBeforeOneIsRead(String other, String told) throws IOException {
    Path file = temporary.resolve("log.jsonl");
    Files.writeString(file, "nonsense");
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put("log", file.toString());
    sources.put("other", other);
    Path directory = temporary.resolve("run");
    RunRequest request =
        new RunRequest(new Reader(), sources, directory, 1, false, RunListener.NONE);
    assertThatThrownBy(() -> host.run(request, TestHost.NEVER))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(told);
    assertThat(directory).doesNotExist();
  }

  /** 20,000 rows, of which the reader gives 8,192 at a time; a time limit hands on what is told. */
  @Test
  void aListenerIsToldOfTheReading() throws IOException {
    Path file = temporary.resolve("log.jsonl");
    Files.writeString(file, "{\"x\":1}\n".repeat(20_000));
    List<String> told = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void reading(String source, long rows, double fraction) {
            told.add(source + " " + rows + (fraction == 1 ? " all" : ""));
          }

          @Override
          public void joining(String source, double fraction) {
            told.add(source + " joined " + fraction);
          }

          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            told.add("step");
          }
        };
    RunRequest request =
        new RunRequest(
            new Reader(),
            Map.of("log", file.toString()),
            temporary.resolve("run"),
            1,
            false,
            listener,
            null,
            Duration.ofHours(1),
            Set.of());
    host.run(request, TestHost.NEVER);
    assertThat(told).startsWith("log 0", "log 8192");
    assertThat(told).endsWith("log 20000 all", "log joined 0.0", "log joined 1.0", "step");
  }

  /** What goes wrong stops the run with a message that names it; the steps before are kept. */
  @ParameterizedTest
  @CsvSource({
    "LOSS, DATA, error",
    "RATE, DATA, lower the learning rate",
    "METRIC, DATA, step is NaN in step 3",
    "EXCEPTION, PLUGIN, out of luck",
    "PROGRESS, PLUGIN, after step 3",
  })
  void aFaultStopsTheRun(Faulty.Fault fault, ErrorCode code, String told) throws IOException {
    Path directory = temporary.resolve("faulty");
    EsscherException failure = refused(new Faulty(fault), directory, false);
    assertThat(failure).hasMessageContaining(told);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(status(directory)).contains("\"failed\"");
    assertThat(directory.resolve("checkpoints/step-2.cbor")).exists();
    assertThat(directory.resolve("models")).doesNotExist();
    // What went wrong goes wrong again, at the same place.
    assertThat(refused(new Faulty(fault), directory, true)).hasMessage(failure.getMessage());
  }

  @Test
  void aChildsFailureIsAResult() throws IOException {
    Path directory = temporary.resolve("parent");
    RunResult result = run(new Faulty(Faulty.Fault.CHILD), directory);
    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(result.metrics()).containsEntry("child_step", 2.0).containsEntry("step", 4.0);
    assertThat(Files.readString(directory.resolve("tables.jsonl")))
        .contains("\"succeeded\":false")
        .contains("out of luck");
    assertThat(status(directory.resolve("children/unlucky"))).contains("\"failed\"");
  }

  /**
   * Each question whether to stop is a place where a run, or a child of it, may be stopped: after
   * every one of them the resumed run ends as if it had not been.
   */
  @Test
  @Tag("slow")
  void aStopAnywhereChangesNothing() throws IOException {
    Path whole = temporary.resolve("whole");
    Stop never = new Stop(Integer.MAX_VALUE);
    host.run(everything(3), whole, false, never, TestHost.ALWAYS);
    Map<String, byte[]> wanted = TestHost.results(whole);
    assertThat(never.asked).isGreaterThan(40);
    for (int stop = 1; stop <= never.asked; stop++) {
      Path directory = temporary.resolve("stopped-" + stop);
      RunResult stopped =
          host.run(everything(3), directory, false, new Stop(stop), TestHost.ALWAYS);
      assertThat(stopped.status()).as("stop " + stop).isEqualTo(Status.CANCELLED);
      assertThat(status(directory)).contains("\"cancelled\"");
      host.run(everything(3), directory, true, RunListener.NONE, TestHost.ALWAYS);
      Map<String, byte[]> found = TestHost.results(directory);
      assertThat(found.keySet()).isEqualTo(wanted.keySet());
      for (Map.Entry<String, byte[]> file : wanted.entrySet()) {
        assertThat(found.get(file.getKey()))
            .as("stop " + stop + ", " + file.getKey())
            .isEqualTo(file.getValue());
      }
    }
  }

  /** An interrupt asks to stop as well; the checkpoint is written nevertheless, the flag kept. */
  @Test
  void anInterruptStopsAtACheckpoint() throws IOException {
    Path directory = temporary.resolve("interrupted");
    RunListener interrupting =
        new RunListener() {
          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            if (fraction == 0.5) {
              Thread.currentThread().interrupt();
            }
          }
        };
    RunResult result = host.run(everything(4), directory, false, interrupting, TestHost.NEVER);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.status()).isEqualTo(Status.CANCELLED);
    assertThat(directory.resolve("checkpoints/step-2.cbor")).exists();
    assertThat(status(directory)).contains("\"cancelled\"");
  }

  @Test
  void anotherConfigurationIsNotResumed() {
    Path directory = temporary.resolve("run");
    run(everything(2), directory);
    EsscherException refused = refused(everything(3), directory, true);
    assertThat(refused).hasMessageContaining("recipe.steps: was 2, is 3");
    assertThat(refused.code()).isEqualTo(ErrorCode.USER);
  }

  @Test
  void otherDataIsNotResumedOn() throws IOException {
    Path file = temporary.resolve("line.jsonl");
    String row = "{\"x\":1.0,\"y\":2.0,\"group_id\":1}\n";
    Files.writeString(file, row.repeat(9));
    RunRequest request = request(file, false);
    host.run(request, TestHost.ALWAYS);
    Files.writeString(file, row.repeat(8));
    EsscherException refused =
        catchThrowableOfType(
            EsscherException.class, () -> host.run(request(file, true), TestHost.ALWAYS));
    assertThat(refused.code()).isEqualTo(ErrorCode.DATA);
    assertThat(refused).hasMessageContaining("data.rows: was 9, is 8");
  }

  private RunRequest request(Path data, boolean resume) {
    return new RunRequest(
        new Faulty(Faulty.Fault.NONE),
        Map.of("data", data.toString()),
        temporary.resolve("out"),
        1,
        resume,
        RunListener.NONE);
  }

  /** A run can't be made below a file, whoever asks. */
  @Test
  void anUnwritableDirectoryIsRefused() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    EsscherException refused = refused(everything(2), file.resolve("run"), false);
    assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES);
    assertThat(refused).hasMessageContaining("--out");
  }

  @Test
  void aUsedDirectoryIsRefused() throws IOException {
    Files.writeString(temporary.resolve("notes.txt"), "mine");
    assertThat(refused(everything(2), temporary, false)).hasMessageContaining("not empty");
    try (var files = Files.list(temporary)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void nothingToResumeIsTold() {
    assertThat(refused(everything(2), temporary.resolve("none"), true))
        .hasMessageContaining("no run to resume");
    assertThat(temporary.resolve("none")).doesNotExist();
  }

  @Test
  void badInputLeavesNoDirectory() {
    Path missing = temporary.resolve("missing.jsonl");
    EsscherException refused =
        catchThrowableOfType(
            EsscherException.class, () -> host.run(request(missing, false), TestHost.ALWAYS));
    assertThat(refused).hasMessageContaining("missing.jsonl");
    assertThat(temporary.resolve("out")).doesNotExist();
  }

  @Test
  void unknownAndMissingSourcesAreTold() {
    for (String source : List.of("dota", "")) {
      RunRequest request =
          new RunRequest(
              everything(2),
              source.isEmpty() ? Map.of() : Map.of(source, "test-line-data"),
              temporary.resolve("out"),
              1,
              false,
              RunListener.NONE);
      EsscherException refused =
          catchThrowableOfType(EsscherException.class, () -> host.run(request, TestHost.ALWAYS));
      assertThat(refused).hasMessageContaining("data");
      assertThat(refused.code()).isEqualTo(ErrorCode.USER);
    }
    assertThat(temporary.resolve("out")).doesNotExist();
  }

  @Test
  void oneDirectoryHoldsOneRunAtATime() {
    Path directory = temporary.resolve("run");
    RunListener second =
        new RunListener() {
          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            assertThat(refused(everything(2), directory, true))
                .hasMessageContaining("another process is using");
          }
        };
    assertThat(host.run(everything(2), directory, false, second, TestHost.ALWAYS).status())
        .isEqualTo(Status.FINISHED);
  }

  /** Asks to stop from the n-th question on. */
  private static final class Stop implements RunListener {
    private final int from;
    private int asked;

    Stop(int from) {
      this.from = from;
    }

    @Override
    public boolean cancelled() {
      asked++;
      return asked >= from;
    }
  }
}
