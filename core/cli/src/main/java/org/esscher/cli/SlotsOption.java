package org.esscher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Source;
import org.esscher.data.Sources;
import picocli.CommandLine.Option;

/** The option {@code --in}: the rows of an estimator's slots. */
final class SlotsOption {
  @Option(
      names = "--in",
      required = true,
      paramLabel = "[SLOT=]FILE",
      description = "The rows of a slot; the slot's name may be left out when there is one.")
  List<String> inputs = new ArrayList<>();

  /**
   * Reads the files.
   *
   * @param names the estimator's slots
   * @param arena owns the rows
   * @param meter shows how many were read
   */
  Map<String, Batch> read(List<String> names, Arena arena, Meter meter) {
    Map<String, Batch> slots = new LinkedHashMap<>();
    Map<String, Source> sources = sources(names);
    sources.forEach(
        (slot, source) -> {
          meter.begin(sources.size() == 1 ? "read" : "read " + slot);
          slots.put(slot, source.watched(meter).readAll(arena));
        });
    return slots;
  }

  /**
   * Opens the files.
   *
   * @param names the estimator's slots
   */
  Map<String, Source> sources(List<String> names) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String input : inputs) {
      int equals = input.indexOf('=');
      String slot = equals > 0 ? input.substring(0, equals) : "";
      boolean named = names.contains(slot);
      if (!named && names.size() != 1) {
        throw EsscherException.user(
            "--in %s: say which slot it is, as SLOT=FILE; slots are %s", input, names);
      }
      if (equals > 0 && !named && !Files.exists(Path.of(input))) {
        throw EsscherException.user(
            "--in %s: there is no slot '%s', nor a file of that name; slots are %s",
            input, slot, names);
      }
      String target = named ? slot : names.get(0);
      if (files.put(target, Path.of(named ? input.substring(equals + 1) : input)) != null) {
        throw EsscherException.user(
            "--in %s: slot %s is given twice; give each slot one file", input, target);
      }
    }
    List<String> missing = names.stream().filter(name -> !files.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw EsscherException.user(
          "no rows were given for %s %s: add --in %s=FILE",
          missing.size() == 1 ? "slot" : "slots", String.join(", ", missing), missing.get(0));
    }
    Map<String, Source> sources = new LinkedHashMap<>();
    files.forEach((slot, file) -> sources.put(slot, Sources.open(file, ReadOptions.defaults())));
    return sources;
  }
}
