package org.esscher.runtime.internal.config;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.EsscherException;

/** Collects what is wrong with a configuration, so that all of it is told at once. */
final class Problems {
  private final List<String> found = new ArrayList<>();

  void add(String path, String problem) {
    found.add(path.isEmpty() ? problem : path + ": " + problem);
  }

  int count() {
    return found.size();
  }

  /** All that was wrong, in one line. */
  String text() {
    return String.join("; ", found);
  }

  /** Throws when anything was wrong. */
  void raise(String what) {
    if (found.size() == 1) {
      throw EsscherException.user("configuration of %s: %s", what, found.get(0));
    }
    if (!found.isEmpty()) {
      throw EsscherException.user(
          "configuration of %s has %d problems:\n  %s",
          what, found.size(), String.join("\n  ", found));
    }
  }
}
