# surroundings.cmake - read by ctest before the first test: all run in the same environment, whatever that of the
# caller. tools/course/surroundings.sh does it for ./course and gives the reasons.
unset(ENV{CDPATH})
unset(ENV{PYTHONSAFEPATH})
unset(ENV{PYTHONOPTIMIZE})
set(ENV{PYTHONUTF8} 1)
set(ENV{LC_ALL} C.UTF-8) # the tests read what wget, curl and others say
if(DEFINED ENV{TMPDIR} AND NOT IS_DIRECTORY "$ENV{TMPDIR}")
  unset(ENV{TMPDIR})
endif()
foreach(proxy http_proxy HTTP_PROXY all_proxy ALL_PROXY) # every server is on 127.0.0.1
  unset(ENV{${proxy}})
endforeach()
