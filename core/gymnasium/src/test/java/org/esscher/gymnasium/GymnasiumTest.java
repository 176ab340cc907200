package org.esscher.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;
import org.esscher.api.State;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, and what happens when the other side doesn't answer. */
@Timeout(120)
class GymnasiumTest {
  private static final int[] BOTH = {0, 1};

  @AutoClose private final Workbench bench = new Workbench();

  @BeforeEach
  void python() {
    assumeThat(Standin.isThere()).as("python3 with NumPy is installed").isTrue();
  }

  private Environment open(String name, Map<String, String> arguments) {
    return Standin.named(name, arguments).create(2, bench);
  }

  private Batch numbered(double... actions) {
    return bench.columns().batch(Map.of("action", bench.columns().numbers(actions)));
  }

  @Test
  void matricesAreVectorsAndAreHeldWithinTheirBounds() {
    try (Environment push = open("Push", Map.of())) {
      assertThat(push.observationSpace()).contains(Space.Box.within(4, 100));
      assertThat(push.actionSpace("player")).contains(Space.Box.within(4, 2));
      push.reset(BOTH, bench);
      Batch actions =
          bench
              .columns()
              .batch(Map.of("action", bench.columns().vectors(4, 1, -9, .5, 0, 0, 0, 0, 9)));
      push.step(actions, bench);
      Batch outcome = push.step(actions, bench);

      assertThat(outcome.column("next_observation").toArray())
          .containsExactly(2, -4, 1, 0, 0, 0, 0, 4);
      assertThat(outcome.column("reward").toArray()).containsExactly(-2, 0);
      assertThat(push.observe(bench).column("observation").toArray())
          .isEqualTo(outcome.column("next_observation").toArray());
    }
  }

  /** Spaces that don't begin at 0 do on our side. */
  @Test
  void numberedValuesBeginAtZero() {
    try (Environment rooms = open("Rooms", Map.of());
        Environment walk = open("Walk", Map.of("start", "5", "goal", "1e9"))) {
      assertThat(rooms.observationSpace()).contains(new Space.Discrete(4));
      rooms.reset(BOTH, bench);
      assertThat(rooms.observe(bench).column("observation").toArray()).containsExactly(0, 0);
      rooms.step(numbered(0, 0), bench);
      rooms.reset(new int[] {1}, bench);
      rooms.step(numbered(0, 0), bench);
      Batch outcome = rooms.step(numbered(0, 0), bench);
      assertThat(outcome.column("next_observation").toArray()).containsExactly(3, 2);
      assertThat(outcome.column("terminated").toArray()).containsExactly(1, 0);

      assertThat(walk.actionSpace("player")).contains(new Space.Discrete(2));
      walk.reset(BOTH, bench);
      Batch before = walk.observe(bench);
      Batch after = walk.step(numbered(1, 0), bench);
      // To the right and to the left by 1, with noise of a tenth.
      assertThat(after.column("next_observation").at(0))
          .isBetween(
              before.column("observation").at(0) + .5, before.column("observation").at(0) + 1.5);
      assertThat(after.column("next_observation").at(2))
          .isBetween(
              before.column("observation").at(2) - 1.5, before.column("observation").at(2) - .5);
    }
  }

  @Test
  void limitsAreTruncated() {
    try (Environment walk = open("Walk", Map.of("limit", "2", "goal", "1e9"))) {
      walk.reset(BOTH, bench);
      assertThat(walk.step(numbered(0, 1), bench).column("truncated").toArray())
          .containsExactly(0, 0);
      Batch outcome = walk.step(numbered(0, 1), bench);
      assertThat(outcome.column("truncated").toArray()).containsExactly(1, 1);
      assertThat(outcome.column("terminated").toArray()).containsExactly(0, 0);
    }
  }

  /** Another process plays the open episodes again; a copy that hasn't begun stays so. */
  @Test
  void openEpisodesArePlayedAgain() {
    try (Environment one = open("Walk", Map.of("goal", "1e9"));
        Environment other = open("Walk", Map.of("goal", "1e9"))) {
      State unborn = one.save();
      one.reset(BOTH, bench);
      for (int i = 0; i < 40; i++) {
        one.step(numbered(i % 2, i % 3 == 0 ? 1 : 0), bench);
      }
      State saved = one.save();
      other.restore(saved);
      assertThat(other.save()).isEqualTo(saved);
      assertThat(other.observe(bench).column("observation").toArray())
          .isEqualTo(one.observe(bench).column("observation").toArray());
      assertThat(other.step(numbered(1, 1), bench).column("reward").toArray())
          .isEqualTo(one.step(numbered(1, 1), bench).column("reward").toArray());

      other.restore(unborn);
      assertThat(other.save()).isEqualTo(unborn);
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(
      ErrorCode code, Gymnasium environment) {
    return assertThatThrownBy(
            () -> {
              try (Environment bad = environment.create(2, bench)) {
                bad.reset(BOTH, bench);
                for (int i = 0; i < 3; i++) {
                  bad.step(numbered(0, 1), bench);
                }
              }
            })
        .isInstanceOfSatisfying(EsscherException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static Gymnasium bad(String way) {
    return Standin.named("Bad", Map.of("way", way));
  }

  @Test
  void refusesWhatCantBeMade() {
    refused(ErrorCode.USER, bad("dictionary"))
        .hasMessageContaining("the observation space is Dict(a); Discrete and Box are spoken");
    refused(ErrorCode.USER, Standin.named("None", Map.of())).hasMessageContaining("KeyError");
    refused(ErrorCode.USER, Standin.named("Walk", Map.of("goals", "1")))
        .hasMessageContaining("unexpected keyword argument 'goals'");
    refused(ErrorCode.USER, Standin.named("Walk", Map.of("goal", "1\n2")))
        .hasMessageContaining("holds a line break");
    Gymnasium absent =
        new Gymnasium("Walk", Map.of(), "standin", List.of(), "no-python-of-this-name", 60);
    refused(ErrorCode.USER, absent)
        .hasMessageContaining("no Python can be started by 'no-python-of-this-name'");
    Gymnasium unknown =
        new Gymnasium("Walk", Map.of(), "no_such_module", List.of(), Standin.python(), 60);
    refused(ErrorCode.USER, unknown).hasMessageContaining("No module named 'no_such_module'");
  }

  @Test
  void refusesAnswersThatAreNone() {
    refused(ErrorCode.USER, bad("raises")).hasMessageContaining("ValueError: no step from 3");
    refused(ErrorCode.USER, bad("old")).hasMessageContaining("step gives 4 values, not the 5");
    refused(ErrorCode.DATA, bad("nan"))
        .hasMessageContaining("environment Bad, copy 0: the observation is NaN");
  }

  @Test
  void refusesActionsByRow() {
    try (Environment walk = open("Walk", Map.of());
        Environment push = open("Push", Map.of())) {
      walk.reset(BOTH, bench);
      assertThatThrownBy(() -> walk.step(numbered(0, 2), bench))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 1: the action is 2.0; a whole number from 0 to 1");
      assertThatThrownBy(() -> walk.step(numbered(0), bench))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("1 actions are given; one for each of 2 copies");
      assertThatThrownBy(() -> push.step(numbered(0, 0), bench))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("1 numbers per row; 4 number(s) per row are needed");
      Batch infinite =
          bench
              .columns()
              .batch(Map.of("action", bench.columns().vectors(4, 0, 0, 0, 0, 0, 0, Double.NaN, 0)));
      assertThatThrownBy(() -> push.step(infinite, bench))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 1: component 2 of the action is NaN");
    }
  }

  @Test
  void aProcessThatDiesSaysWhy() {
    refused(ErrorCode.RESOURCES, bad("dies"))
        .hasMessageContaining("ended at 'step' with status 7")
        .hasMessageContaining("it was too much");
  }

  @Tag("slow")
  @Test
  void aProcessThatHangsIsKilledWithItsChildren(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("processes");
    refused(
            ErrorCode.RESOURCES,
            Standin.within(20, "Bad", Map.of("way", "child", "file", file.toString())))
        .hasMessageContaining("gave no answer to 'step' within 20.000 s and was killed");
    for (String number : Files.readString(file).split(" ", -1)) {
      Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(number));
      left.ifPresent(process -> process.onExit().join());
      assertThat(left.filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void closingEndsTheProcess() {
    PythonProcess process = PythonProcess.start(Standin.python(), Duration.ofSeconds(60));
    assertThat(process.isAlive()).isTrue();
    process.close();
    assertThat(process.isAlive()).isFalse();
    process.close();
  }

  /** As when the JVM is killed: the pipe is closed, while the environment is busy. */
  @Test
  void theEndOfItsInputEndsTheProcess() throws IOException, InterruptedException {
    Process alone = new ProcessBuilder(Standin.python(), "-c", PythonProcess.program()).start();
    try (DataOutputStream out = new DataOutputStream(alone.getOutputStream())) {
      List<String> make =
          List.of(
              "make",
              "copies 1",
              "module standin",
              "name Bad",
              "path src/test/python",
              "argument way hangs");
      new Message(make).write(out);
      new Message(List.of("reset"), 0, 1).write(out);
      for (int i = 0; i < 3; i++) {
        new Message(List.of("step"), 0).write(out);
      }
      DataInputStream in = new DataInputStream(alone.getInputStream());
      for (int i = 0; i < 4; i++) {
        assertThat(Message.read(in).kind()).isEqualTo("ok");
      }
    }
    assertThat(alone.waitFor()).isZero();
  }
}
