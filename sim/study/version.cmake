# Writes what version.cpp reports, at every build and only when it changed. No git, no commit, somebody else's
# clone or a tarball inside another repository: the commit is `unknown`, never an error.
set(commit unknown)
find_program(git git)
if(git)
  foreach(name IN ITEMS GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE)
    unset(ENV{${name}})
  endforeach()
  set(ENV{GIT_OPTIONAL_LOCKS} 0)
  set(ask ${git} -c safe.directory=* -C ${SOURCE})
  execute_process(COMMAND ${ask} rev-parse --show-toplevel OUTPUT_VARIABLE top RESULT_VARIABLE failed
                  ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  file(REAL_PATH ${SOURCE} here)
  if(NOT failed AND top STREQUAL here)
    execute_process(COMMAND ${ask} rev-parse --verify --quiet --short=12 HEAD OUTPUT_VARIABLE head
                    RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT failed)
      set(commit ${head})
      execute_process(COMMAND ${ask} status --porcelain -- sim CMakeLists.txt OUTPUT_VARIABLE changes
                      ERROR_QUIET)
      if(changes)
        string(APPEND commit "-modified")
      endif()
    endif()
  endif()
endif()

# Everything that results depend on: two builds of equal digest give equal bits.
file(GLOB_RECURSE files RELATIVE ${SOURCE}/sim ${SOURCE}/sim/*.h ${SOURCE}/sim/*.cpp ${SOURCE}/sim/*.def)
list(FILTER files EXCLUDE REGEX "^(cli|book)/")
list(SORT files COMPARE STRING CASE SENSITIVE)
set(digests "")
foreach(name IN LISTS files)
  file(SHA256 ${SOURCE}/sim/${name} digest)
  string(APPEND digests "${digest} ${name}\n")
endforeach()
string(SHA256 sources "${digests}")
string(SUBSTRING ${sources} 0 32 sources)

file(STRINGS ${SOURCE}/CITATION.cff released REGEX "^date-released: [0-9-]+$")
string(REPLACE "date-released: " "" released "${released}")

set(text "#pragma once
#define RAPPORT_VERSION \"${VERSION}\"
#define RAPPORT_COMMIT \"${commit}\"
#define RAPPORT_SOURCES \"${sources}\"
#define RAPPORT_RELEASED \"${released}\"
#define RAPPORT_COMPILER \"${COMPILER}\"
#define RAPPORT_TARGET \"${TARGET}\"
#define RAPPORT_BUILD_TYPE \"${KIND}\"
")
set(old "")
if(EXISTS ${OUT})
  file(READ ${OUT} old)
endif()
if(NOT old STREQUAL text)
  file(WRITE ${OUT} "${text}")
endif()
