package org.esscher.runtime.internal.run;

import java.util.regex.Pattern;
import org.esscher.api.EsscherException;

/** Names that become names of files: no path, no hidden file, none that a file system refuses. */
final class RunNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");

  private RunNames() {}

  static void require(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw EsscherException.plugin(
          "%s '%s': the name of a %s is that of a file, of at most 100 letters, digits and . _ + -, a letter or digit first",
          what, name, what);
    }
  }
}
