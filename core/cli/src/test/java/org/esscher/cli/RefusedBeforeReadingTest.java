package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can be refused before a file is read is refused before: here each file is one that can't be
 * read, of which nobody hears.
 */
class RefusedBeforeReadingTest {
  private static final String UNREADABLE = "it is not JSON";

  @TempDir Path directory;
  private String file = "";
  private String model = "";

  @BeforeEach
  void files() throws IOException {
    file = Files.writeString(directory.resolve("rows.jsonl"), "{\"x\":1}\nnonsense\n").toString();
    Path rows = Files.writeString(directory.resolve("fit.csv"), "prompt_id,action,reward\n0,0,1\n");
    model = directory.resolve("model.json").toString();
    String[] fit = {"fit", "table-reward", "--in", rows.toString(), "--out", model, "-q"};
    assertThat(Invocation.of(fit).err()).isEmpty();
  }

  private static Invocation of(List<String> command, String... more) {
    List<String> line = new ArrayList<>(command);
    line.add("-q");
    line.addAll(List.of(more));
    return Invocation.of(line.toArray(new String[0]));
  }

  private static void refused(String told, List<String> command, String... more) {
    Invocation invocation = of(command, more);
    assertThat(invocation.err()).startsWith("esscher: ").contains(told).doesNotContain(UNREADABLE);
    assertThat(invocation.code()).isEqualTo(2);
  }

  /** Without a mistake, the file is what is told. */
  private static void reads(List<String> command, String... more) {
    Invocation invocation = of(command, more);
    assertThat(invocation.err()).contains(UNREADABLE);
    assertThat(invocation.code()).isEqualTo(2);
  }

  @Test
  void evaluate() {
    List<String> data = List.of("evaluate", "--data", file);
    reads(data, "uniform");
    refused("did you mean 'uniform'?", data, "unifrom");
    refused("did you mean 'actions'?", data, "uniform", "--set", "actoins=2");
    refused("actions", data, "uniform", "--set", "actions=-2");
    refused("contexts", data, "tabular-softmax", "--set", "contexts=none");
    refused("there is no saved model or run directory", data, "absent.json");
    refused("is not a saved model", data, file);
    refused("did you mean 'spark'?", data, "uniform", "--engine", "sprak");
    refused("the engine 'local' has no options", data, "uniform", "--master", "local[2]");
  }

  @Test
  void score() {
    List<String> data = List.of("score", "--in", file);
    reads(data, model);
    refused("is not a saved model", data, file);
    refused("the suffix of scored.xyz", data, model, "--out", "scored.xyz");
    refused("there is no engine 'sprak'", data, model, "--engine", "sprak");
    refused("--out", data, model, "--stream");
  }

  @Test
  void divergence() {
    List<String> data = List.of("divergence", "--in", file);
    reads(data, "reverse-kl");
    refused("did you mean 'reverse-kl'?", data, "revers-kl");
    refused("unknown key 'alhpa'", data, "alpha", "--set", "alhpa=0.5");
  }

  @Test
  void estimate() {
    List<String> data = List.of("estimate", "--in", file);
    reads(data, "dpo");
    refused("did you mean 'dpo'?", data, "dppo");
    refused("did you mean 'beta'?", data, "dpo", "--set", "btea=1");
    refused("esscher fit table-reward", data, "table-reward");
    Path absent = directory.resolve("absent");
    refused("there is no directory " + absent, data, "dpo", "--out", absent + "/losses.json");
    refused("is a directory; name a file in it", data, "dpo", "--out", directory.toString());
    refused("can't be read", data, "dpo", "--state", absent.toString());
  }

  @Test
  void fit() {
    List<String> data = List.of("fit", "--in", file);
    reads(data, "table-reward", "--out", model);
    refused("did you mean 'table-reward'?", data, "tabel-reward", "--out", model);
    refused("unknown key 'priro'", data, "table-reward", "--out", model, "--set", "priro=1");
    refused("is a directory", data, "table-reward", "--out", directory.toString());
  }

  @Test
  void run() throws IOException {
    String out = directory.resolve("run").toString();
    List<String> data =
        List.of(
            "run",
            "--data",
            file,
            "--set",
            "policy={id: tabular-softmax, context: [], contexts: 0, actions: 2}");
    reads(data, "clipped-ips", "--out", out);
    refused("did you mean 'clipped-ips'?", data, "cliped-ips", "--out", out);
    refused("unknown key 'stesp'", data, "clipped-ips", "--set", "stesp=1", "--out", out);
    refused("has no source 'gold'", data, "clipped-ips", "--out", out, "--gold", file);
    refused("is not empty", data, "clipped-ips", "--out", directory.toString());
    refused("holds no run to resume", data, "clipped-ips", "--out", out, "--resume");
  }

  @Test
  void aRunWithAnotherConfigurationIsNotResumed() throws IOException {
    Path data = directory.resolve("log.csv");
    Files.writeString(data, "action,propensity,reward\n0,0.5,1\n1,0.5,0\n");
    String out = directory.resolve("run").toString();
    List<String> command = List.of("run", "clipped-ips", "--data", data.toString(), "--out", out);
    String policy = "policy={id: tabular-softmax, context: [], contexts: 0, actions: 2}";
    assertThat(of(command, "--set", policy, "--set", "updates=1").err()).isEmpty();
    Files.writeString(data, "action,propensity,reward\n0,0.5,1\n1,nonsense,0\n");
    Invocation same = of(command, "--set", policy, "--set", "updates=1", "--resume");
    assertThat(same.err()).contains("nonsense");
    Invocation other = of(command, "--set", policy, "--set", "updates=2", "--resume");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("has a different configuration").doesNotContain("nonsense");
  }

  /** Two slots, of which one has no rows. */
  @Test
  void aSlotWithoutRows() {
    List<String> estimate = List.of("estimate", "test-two-slots");
    refused(
        "no rows were given for slot right: add --in right=FILE", estimate, "--in", "left=" + file);
    reads(estimate, "--in", "left=" + file, "--in", "right=" + file);
  }
}
