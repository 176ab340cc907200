package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.runtime.RunListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Neither names nor links have a run write beside its directory. */
class HostileDirectoryTest {
  @TempDir Path temporary;
  private final TestHost host = new TestHost();

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  /**
   * Names things as it is told.
   *
   * @param role a role
   * @param version of the line
   * @param child a child run
   */
  @Component("test-naming")
  record Naming(
      @Default("line") String role, @Default("old") String version, @Default("child") String child)
      implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of(role, new Line());
    }

    @Override
    public State step(State state, Run run) {
      run.save(role, version);
      if (!child.equals("child")) {
        run.run(child, new Naming("line", "old", "child"), 1);
      }
      return state.with("done", 1);
    }

    @Override
    public double progress(State state) {
      return state.number("done", 0);
    }
  }

  private void run(Naming recipe) {
    host.run(recipe, temporary.resolve("runs/one"), false, RunListener.NONE, TestHost.ALWAYS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../evil",
        "/evil",
        "..",
        "",
        "a/b",
        "a\\b",
        ".hidden",
        "a\nb",
        "a\u0000b",
        "é"
      })
  void namesThatAreNoFilesAreRefused(String name) throws IOException {
    List<Naming> recipes =
        List.of(
            new Naming(name, "old", "child"),
            new Naming("line", name, "child"),
            new Naming("line", "old", name));
    for (Naming recipe : recipes) {
      Path directory = temporary.resolve("runs/one");
      assertThatThrownBy(() -> run(recipe))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("'" + name + "': the name of a");
      try (var files = Files.walk(temporary)) {
        assertThat(files.filter(Files::isRegularFile)).allMatch(file -> file.startsWith(directory));
      }
      delete(directory);
    }
  }

  private Recipe everything() {
    return host.component(Recipe.class, "test-everything", Map.of("steps", 3, "children", false));
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Whoever may write into the directory could else have the run overwrite files of its owner. */
  @ParameterizedTest
  @ValueSource(
      strings = {"metrics.jsonl", "status.json.tmp", "lock", "checkpoints", "models", "children"})
  void aLinkThatLeadsOutIsRefused(String name) throws IOException {
    Path directory = temporary.resolve("one");
    host.run(everything(), directory, false, RunListener.NONE, TestHost.ALWAYS);
    Path precious = Files.writeString(temporary.resolve("precious"), "kept");
    if (Files.isDirectory(directory.resolve(name))) {
      delete(directory.resolve(name));
    } else {
      Files.deleteIfExists(directory.resolve(name));
    }
    Files.createSymbolicLink(directory.resolve(name), precious);
    assertThatThrownBy(
            () -> host.run(everything(), directory, true, RunListener.NONE, TestHost.ALWAYS))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(name + " is a link to");
    assertThat(precious).hasContent("kept");
  }

  @Test
  void aStateThatIsNamedAsAPathIsNotRead() throws IOException {
    Files.writeString(temporary.resolve("secret.cbor"), "secret");
    StateStore store =
        new StateStore(Files.createDirectory(temporary.resolve("states")), new Supervision());
    assertThatThrownBy(() -> store.get("../secret"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("states are named by SHA-256");
  }
}
