package org.esscher.site;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds links of written pages that lead nowhere: to no file, or to no anchor in it. */
final class LinkCheck {
  private static final Pattern LINK = Pattern.compile(" (?:href|src)=\"([^\"]*)\"");
  private static final Pattern ANCHOR = Pattern.compile(" id=\"([^\"]*)\"");

  private final Path site;
  private final Map<Path, Set<String>> anchors = new HashMap<>();

  LinkCheck(Path site) {
    this.site = site;
  }

  /**
   * Follows the links of a page, those to other sites excepted.
   *
   * @param page where it lies in the site
   * @return what is dead, in words
   */
  List<String> dead(String page) throws IOException {
    List<String> dead = new ArrayList<>();
    Path file = site.resolve(page);
    Matcher link = LINK.matcher(Files.readString(file));
    while (link.find()) {
      URI destination = URI.create(link.group(1).replace("&amp;", "&"));
      if (destination.getScheme() != null) {
        continue;
      }
      Path target =
          destination.getPath().isEmpty()
              ? file
              : file.resolveSibling(destination.getPath()).normalize();
      if (!target.startsWith(site) || !Files.isRegularFile(target)) {
        dead.add(page + " links to " + destination + ", which is not in the site");
      } else if (destination.getFragment() != null
          && !anchors(target).contains(destination.getFragment())) {
        dead.add(page + " links to " + destination + ", but that page has no such anchor");
      }
    }
    return dead;
  }

  private Set<String> anchors(Path file) throws IOException {
    Set<String> known = anchors.get(file);
    if (known == null) {
      known = new HashSet<>();
      Matcher anchor = ANCHOR.matcher(Files.readString(file));
      while (anchor.find()) {
        known.add(anchor.group(1));
      }
      anchors.put(file, known);
    }
    return known;
  }
}
