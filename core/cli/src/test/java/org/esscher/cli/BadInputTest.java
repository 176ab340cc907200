package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input ends with exit status 2 and one message that says where and what it is. */
class BadInputTest {
  @TempDir Path directory;

  private static void assertRefused(Invocation invocation, String... told) {
    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.err()).startsWith("esscher: ").contains(told).doesNotContain("\tat ");
    assertThat(invocation.out()).isEmpty();
  }

  private Path log(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content.replace("|", "\n"));
  }

  private static Invocation evaluate(Path log, String... more) {
    String[] args =
        Arrays.copyOf(new String[] {"evaluate", "uniform", "--data", "", "-q"}, 5 + more.length);
    args[3] = log.toString();
    System.arraycopy(more, 0, args, 5, more.length);
    return Invocation.of(args);
  }

  @Test
  void anEngineThatIsNotThereIsRefused() {
    assertRefused(
        Invocation.of(
            "run", "test-slow", "--engine", "spark", "--out", directory.resolve("run").toString()),
        "there is no engine 'spark' here, only [local]: add the artifact"
            + " org.esscher:esscher-spark");
    assertRefused(
        Invocation.of(
            "run",
            "test-slow",
            "--master",
            "local[2]",
            "--out",
            directory.resolve("run").toString()),
        "the engine 'local' has no options, but was given [master]");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "nan.csv;action,propensity,reward|0,0.5,NaN|;line 2, column 'reward'",
        "zero.csv;action,propensity,reward|0,0.5,1|1,0,1|;line 3, column 'propensity', value 0.0",
        "above.csv;action,propensity,reward|0,1.2,1|;line 2, column 'propensity', value 1.2",
        "ragged.csv;action,propensity,reward|0,0.5|;line 2: the row has 2 fields",
        "empty.csv;``;holds no rows",
        "broken.jsonl;{\"action\":0,|;line 1: it is not JSON",
        "missing.csv;action,reward|0,1|;no column 'propensity'",
        "type.csv;action,propensity,reward|shoes,0.5,1|;'action', which holds text"
      })
  void aBadLogIsRefusedWithThePlaceAndTheValue(String name, String content, String told)
      throws IOException {
    assertRefused(evaluate(log(name, content)), name, told);
  }

  @Test
  void aTruncatedGzipFileIsRefused() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(whole)) {
      gzip.write("action,propensity,reward\n0,0.5,1\n".getBytes(StandardCharsets.UTF_8));
    }
    Path half = directory.resolve("half.csv.gz");
    Files.write(half, Arrays.copyOf(whole.toByteArray(), whole.size() - 12));

    assertRefused(evaluate(half), half.toString());
  }

  @Test
  void aSlotThatIsGivenTwiceIsRefused() throws IOException {
    Path pairs = log("pairs.jsonl", "{}|");
    assertRefused(
        Invocation.of("estimate", "dpo", "--in", pairs.toString(), "--in", "pairs=" + pairs, "-q"),
        "slot pairs is given twice");
    assertRefused(
        Invocation.of("estimate", "dpo", "--in", "pears=" + pairs, "-q"),
        "there is no slot 'pears', nor a file of that name; slots are [pairs]");
  }

  @Test
  void anEstimateOnAFileWithoutItsColumnsNamesTheFile() throws IOException {
    Path pairs = log("pairs.jsonl", "{\"chosen_logp\":-1}|");
    assertRefused(
        Invocation.of("estimate", "dpo", "--in", pairs.toString(), "-q"),
        "pairs.jsonl",
        "slot pairs has no column");
  }

  @Test
  void anUnknownIdIsRefusedWithTheNearestKnownOne() {
    assertRefused(Invocation.of("describe", "unifrom"), "'unifrom'", "did you mean 'uniform'");
  }

  @Test
  void anUnknownSettingIsRefusedWithTheNearestKnownOne() throws IOException {
    Path log = log("log.csv", "action,propensity,reward|0,0.5,1|1,0.5,0|");

    assertRefused(evaluate(log, "--set", "actoins=2"), "actoins", "actions");
  }

  @Test
  void aSettingOutOfItsRangeIsRefused() throws IOException {
    Path log = log("log.csv", "action,propensity,reward|0,0.5,1|1,0.5,0|");

    assertRefused(evaluate(log, "--set", "actions=-1"), "actions", "-1");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Path absent = directory.resolve("absent.csv");

    assertRefused(evaluate(absent), absent.toString());
  }

  @Test
  void wrongUsageIsToldInAFewLines() {
    Invocation unknown = Invocation.of("run", "--sed", "3");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err()).startsWith("esscher: Unknown option").contains("--seed");
    assertThat(unknown.err().lines()).hasSizeLessThan(5);
    assertThat(unknown.err()).endsWith("Try 'esscher run --help' for more.\n");

    assertThat(Invocation.of("describe").err())
        .isEqualTo(
            """
            esscher: Missing required parameter: 'ID'
            Try 'esscher describe --help' for more.
            """);
  }

  @Test
  void anUnknownVerbIsBadUsage() {
    assertThat(Invocation.of("evaluat").code()).isEqualTo(2);
  }

  @Test
  void aDirectoryIsNoData() {
    assertRefused(evaluate(directory), directory + " is a directory: name the files in it");
  }

  @Test
  void aPathIsNoPolicysId() throws IOException {
    Path log = log("log.csv", "action,propensity,reward|0,0.5,1|1,0.5,0|");
    assertRefused(
        Invocation.of("evaluate", "runs/absent", "--data", log.toString(), "-q"),
        "there is no saved model or run directory runs/absent");
  }

  @Test
  void learnersAreFittedNotEstimated() throws IOException {
    Path log = log("log.csv", "prompt_id,action,reward|0,0,1|");
    assertRefused(
        Invocation.of("estimate", "table-reward", "--in", log.toString(), "-q"),
        "esscher fit table-reward --in FILE --out MODEL");
    assertRefused(
        Invocation.of("fit", "dpo", "--in", log.toString(), "--out", log + ".json", "-q"),
        "'dpo' fits no model",
        "esscher estimate dpo --in FILE");
  }

  @Test
  void whatCanNotBeWrittenIsToldBeforeTheWork() throws IOException {
    Path log = log("log.csv", "prompt_id,action,reward|0,0,1|");
    Path absent = directory.resolve("absent").resolve("model.json");
    assertRefused(
        Invocation.of("fit", "table-reward", "--in", log.toString(), "--out", absent.toString()),
        "there is no directory " + absent.getParent());
    Path model = directory.resolve("model.json");
    String[] fit = {"fit", "table-reward", "--in", log.toString(), "--out", model.toString()};
    assertThat(Invocation.of(fit).code()).isZero();
    // The rows lack the model's columns, but the name of the result is looked at first.
    Path rows = log("rows.csv", "x|1|");
    assertRefused(
        Invocation.of("score", model.toString(), "--in", rows.toString(), "--out", "scored.xyz"),
        "the suffix of scored.xyz is not known");
  }

  @Test
  void aFileOfLinesIsNoSavedModel() throws IOException {
    Path lines = log("lines.json", "{\"a\":1}|{\"a\":2}|");
    Invocation invocation = Invocation.of("score", lines.toString(), "--in", lines.toString());
    assertRefused(invocation, lines + " is not a saved model, which is one JSON document");
    assertThat(invocation.err()).doesNotContain("Token");
  }

  @Test
  void aConfigurationThatIsNotThereIsNamed() {
    assertRefused(
        Invocation.of("run", "test-slow", "--config", "absent.yaml", "--out", "run", "-q"),
        "there is no configuration file absent.yaml: check the path");
  }

  @Test
  void numbersAreToldWithoutJavasTypes() {
    assertThat(Invocation.of("run", "--seed", "x").err())
        .startsWith("esscher: Invalid value for option '--seed': 'x' is not a whole number");
  }
}
