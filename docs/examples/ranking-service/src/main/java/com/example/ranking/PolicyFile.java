package com.example.ranking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file of the policy that serves. Whoever reads it finds the old one or the new one, whole. */
record PolicyFile(Path path) {
  boolean exists() {
    return Files.exists(path);
  }

  /** Puts another policy in its place: a copy on the same disk, then one rename. */
  void replaceBy(Path policy) throws IOException {
    Path copy = path.resolveSibling(path.getFileName() + ".new");
    Files.copy(policy, copy, StandardCopyOption.REPLACE_EXISTING);
    Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE);
  }
}
