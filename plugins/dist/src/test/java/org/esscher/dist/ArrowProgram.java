package org.esscher.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.esscher.data.Sinks;

/** Writes an Arrow IPC file, which not every Java may do. */
public final class ArrowProgram {
  private ArrowProgram() {}

  /**
   * Writes "written", or the error's message.
   *
   * @param args the Arrow file, and the file for the outcome
   */
  public static void main(String[] args) throws IOException {
    String outcome = "written";
    try (Arena arena = Arena.root("program")) {
      Sinks.write(Path.of(args[0]), arena.batch(Map.of("reward", arena.numbers(1, 2))));
    } catch (EsscherException e) {
      outcome = String.valueOf(e.getMessage());
    }
    Files.writeString(Path.of(args[1]), outcome);
  }
}
