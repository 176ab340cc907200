package org.esscher.data;

import java.nio.file.Path;
import org.esscher.api.EsscherException;

/**
 * Where Arrow messages come from, for errors.
 *
 * @param name a file, or who sends them
 * @param remedy what to do when they are damaged
 */
record ArrowOrigin(String name, String remedy) {
  static ArrowOrigin of(Path file) {
    return new ArrowOrigin(file.toString(), "write or copy the file again");
  }

  EsscherException damaged(String what) {
    return EsscherException.data("%s: its Arrow data is damaged: %s; %s", name, what, remedy);
  }
}
