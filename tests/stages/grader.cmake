# Right servers in C, for the grader to pass. They are no part of the course's library.
add_library(ladder_right STATIC stages/right/http.c stages/right/pool.c stages/right/right.c)
target_compile_definitions(ladder_right PRIVATE _GNU_SOURCE)
target_compile_options(ladder_right PUBLIC -Wall -Wextra -Wpedantic -Wshadow -Werror)
target_link_libraries(ladder_right PUBLIC Threads::Threads)
if(LADDER_SANITIZE)
  target_compile_options(ladder_right PUBLIC -fsanitize=${LADDER_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(ladder_right PUBLIC -fsanitize=${LADDER_SANITIZE})
endif()
foreach(stage 01 03 04 05)
  add_executable(right_${stage} stages/right/right_${stage}.c)
  target_link_libraries(right_${stage} PRIVATE ladder_right)
endforeach()

# Most of the time is spent waiting, but a wrong server may make a check wait to its limit.
set(LADDER_GRADER_TIMEOUT 900)
set(LADDER_GRADER_PATIENCE 5)
set(LADDER_GRADER_ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
if(LADDER_SANITIZE)
  list(APPEND LADDER_GRADER_ENVIRONMENT LADDER_SANITIZED=1)
  set(LADDER_GRADER_TIMEOUT 1500)
  set(LADDER_GRADER_PATIENCE 20 --compiled)
endif()

set(LADDER_GRADED_STAGES 01 02 03 04 05 06 07 08 09 10 11 12)

function(ladder_grader_test name script)
  add_test(NAME "grader: ${name}"
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/stages/${script} ${ARGN}
      --bin ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  set_tests_properties("grader: ${name}" PROPERTIES
    LABELS grader TIMEOUT ${LADDER_GRADER_TIMEOUT} COST 60 ENVIRONMENT "${LADDER_GRADER_ENVIRONMENT}")
endfunction()

if(Python3_FOUND)
  ladder_grader_test("it says what it does and ends as it promises" test_check.py)
  ladder_grader_test("its messages, its reports, and what it says where it cannot work" test_check_messages.py)
  foreach(stage ${LADDER_GRADED_STAGES})
    ladder_grader_test("right servers of stage ${stage} pass" mutants/bank.py right ${stage}
      --patience ${LADDER_GRADER_PATIENCE})
    # Wrong servers are Python: a sanitizer would see nothing of them but the grader, again.
    if(NOT LADDER_SANITIZE AND NOT LADDER_COVERAGE)
      ladder_grader_test("wrong servers of stage ${stage} are refused for their fault" mutants/bank.py mutants ${stage})
    endif()
  endforeach()
endif()
